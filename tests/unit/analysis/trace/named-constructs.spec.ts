import { expect, test } from 'playwright/test';
import { divergences } from '../../../../src/analysis/trace/align.ts';
import { Counterparts } from '../../../../src/analysis/trace/rows/counterparts.ts';
import { suspects } from '../../../../src/analysis/trace/suspects.ts';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import type { TraceEvent } from '../../../../src/model.ts';
import { ON_BASELINE, ON_TARGET, type Probe } from '../../../support/runs/events.ts';

/** The constructs of the first divergence, on copies that nobody edited. */
function named(baseline: readonly TraceEvent[], target: readonly TraceEvent[]): readonly string[] {
  const using = new Counterparts(new Correspondence([]), { baseline: [], target: [] });
  const all = divergences(baseline, target, using, false);
  const first = all.find(({ ours, isAbove }) => ours && !isAbove) ?? all[0];
  return first ? suspects(first).constructs : [];
}

const ID = '00000001-0000-4000-8000-000000000000';

test('a write of other values is named after its verb, a criterion is not', () => {
  const sql = 'UPDATE metadef_tags SET updated_at=?, name=? WHERE metadef_tags.id = ?';
  const write = (probe: Probe, updated: string, id = 'a') =>
    probe.statement('metadef_tag_update', {
      ...{ sql, asked: 1, constructs: ['op.eq', 'update'] },
      given: [{ updated_at: updated, name: 'x', metadef_tags_uuid: id }],
    });
  const noon = '2026-01-01T12:00:00.5';
  expect(named([write(ON_BASELINE, noon)], [write(ON_TARGET, '2026-01-01T00:00:00')])).toEqual(['update']);
  expect(named([write(ON_BASELINE, noon)], [write(ON_TARGET, noon, 'b')])).toEqual(['unknown']);
  const insert = (probe: Probe, given: object[]) =>
    probe.statement('metadef_tag_create', {
      ...{ sql: 'INSERT INTO metadef_tags (name) VALUES (?)', asked: 2, constructs: ['insert'] },
      given: given as { name: string }[],
    });
  const two = [{ name: 'x' }, { name: 'y' }];
  expect(named([insert(ON_BASELINE, two)], [insert(ON_TARGET, [{ name: 'x' }])])).toEqual(['insert']);
  expect(named([insert(ON_BASELINE, [{ name: 'x' }])], [insert(ON_TARGET, [{}])])).toEqual(['insert']);
});

test('a value of a row that is there is misread, even if the baseline has none; a row that is not joined is not', () => {
  const read = (probe: Probe, checksum: string | null, tag: readonly (string | null)[]) =>
    probe.statement('image_get', {
      sql: 'SELECT images.id, images.checksum FROM images LEFT OUTER JOIN image_tags AS image_tags_1 ON …',
      ...{ asked: 1, constructs: ['join.outer', 'loader.joined', 'select'], rows: 1 },
      columns: ['images_id', 'images_checksum', 'image_tags_1_id', 'image_tags_1_value'],
      values: [[ID, checksum, ...tag]],
    });
  const baseline = [read(ON_BASELINE, null, ['7', 'x'])];
  expect(named(baseline, [read(ON_TARGET, '', ['7', 'x'])])).toEqual(['select']);
  expect(named(baseline, [read(ON_TARGET, null, ['7', ''])])).toEqual(['select']);
  expect(named(baseline, [read(ON_TARGET, null, ['7', null])])).toEqual(['unknown']);
  expect(named(baseline, [read(ON_TARGET, null, [null, null])])).toEqual(['unknown']);
});

test('another name in a page is another row, unless a text identifies the row or it is no page', () => {
  const read = (probe: Probe, id: number | string, name: string, ...constructs: readonly string[]) =>
    probe.statement('metadef_tag_get_all', {
      sql: 'SELECT metadef_tags.id, metadef_tags.name FROM metadef_tags ORDER BY metadef_tags.name LIMIT ?',
      ...{ asked: 1, constructs: [...constructs, 'op.desc', 'select'], rows: 1 },
      ...{ columns: ['metadef_tags_id', 'metadef_tags_name'], values: [[id, name]] },
    });
  const of = (id: number | string, ...constructs: readonly string[]) =>
    named([read(ON_BASELINE, id, 'alpha', ...constructs)], [read(ON_TARGET, id, 'charlie', ...constructs)]);
  expect(of(7, 'limit', 'order_by')).toEqual(['order_by']);
  expect(of(7, 'order_by')).toEqual(['select']);
  expect(of(ID, 'limit', 'order_by')).toEqual(['select']);
});

test('the method that ran another statement is named, whatever is called after it', () => {
  const select = (probe: Probe, asked: number) =>
    probe.statement('image_update', {
      ...{ asked, time: 2, constructs: asked === 1 ? ['op.eq', 'select'] : ['select'] },
      sql: 'SELECT images.id FROM images',
    });
  const update = (probe: Probe) => probe.query('image_update', 'Query.update', { time: 1 });
  const more = ON_BASELINE.query('image_update', 'Query.one', { time: 3 });
  const fewer = ON_BASELINE.query('image_update', 'Query.filter', { time: 0 });
  const target = [select(ON_TARGET, 2), update(ON_TARGET)];
  const baseline = [select(ON_BASELINE, 1), update(ON_BASELINE)];
  expect(named([...baseline, more], target)).toEqual(['Query.update']);
  expect(named([fewer, ...baseline], target)).toEqual(['Query.filter']);
});

const asked = (
  probe: Probe,
  number: number,
  constructs: readonly string[],
  given: object,
  where = ' WHERE …',
) =>
  probe.statement('f', {
    ...{ asked: number, time: 2, constructs: [...constructs, 'select'], given: [given as { id_1: string }] },
    sql: `SELECT tags.id FROM tags${where}`,
  });
const calls = (probe: Probe, ...methods: readonly string[]) =>
  methods.map((method, time) => probe.query('f', `Query.${method}`, { time }));

test('the builder of a lost clause is named; without any criterion, the method that runs the query', () => {
  const seen = (
    methods: readonly string[],
    [lost, given, where]: readonly [readonly string[], object, string?],
    constructs: readonly string[] = ['op.eq'],
  ) => {
    const both = (probe: Probe, statement: TraceEvent) => [
      ...calls(probe, ...methods).slice(0, -1),
      statement,
      // A method that runs a query is recorded when it ends.
      probe.query('f', `Query.${methods.at(-1)}`, { time: 1.5 }),
    ];
    const two = { namespace_id_1: 7, name_1: 'x' };
    return named(
      both(ON_BASELINE, asked(ON_BASELINE, 1, constructs, two)),
      both(ON_TARGET, asked(ON_TARGET, 2, lost, given, where)),
    );
  };
  expect(seen(['filter_by', 'one'], [['op.eq'], { namespace_id_1: 7 }])).toEqual(['Query.filter_by']);
  expect(seen(['filter_by', 'update'], [[], {}, '']).at(0)).toBe('Query.update');
  const two = { namespace_id_1: 7, name_1: 'x' };
  expect(seen(['filter_by', 'order_by', 'all'], [['op.eq'], two], ['op.eq', 'order_by'])).toEqual([
    'Query.order_by',
  ]);
  expect(
    seen(['filter_by', 'options', 'all'], [['op.eq'], two], ['op.eq', 'join.outer', 'loader.joined']),
  ).toEqual(['Query.options']);
});

test('a method whose rows are read later is named if the function uses other rows than it was sent', () => {
  const first = (probe: Probe) => [
    ...calls(probe, 'filter_by', 'values'),
    probe.statement('f', { time: 1.1, rows: 2, values: [[7], [8]], columns: ['id'], asked: 5 }),
  ];
  const then = (probe: Probe, ids: readonly number[]) => [
    ...first(probe),
    asked(probe, 1, ['op.in'], { id_1: ids }),
  ];
  expect(named(then(ON_BASELINE, [7, 8]), then(ON_TARGET, [7]))).toEqual(['Query.values']);
  // The database returned other rows, so the method is right.
  const fewer = (probe: Probe, ids: readonly number[]) =>
    then(probe, ids).map((event) =>
      event.kind === 'statement' && event.rows ? { ...event, rows: 1, values: [[7]] } : event,
    );
  expect(named(then(ON_BASELINE, [7, 8]), fewer(ON_TARGET, [7]))).not.toContain('Query.values');
  const returned = (probe: Probe, value: string) => [
    ...first(probe),
    probe.call('f', { returned: value, time: 0 }),
  ];
  expect(named(returned(ON_BASELINE, '2 of dict'), returned(ON_TARGET, '1 of dict'))).toEqual([
    'Query.values',
  ]);
  const other = (probe: Probe, value: string) => [...first(probe), probe.call('g', { returned: value })];
  expect(named(other(ON_BASELINE, '2 of dict'), other(ON_TARGET, '1 of dict'))).toEqual(['unknown']);
});

test('the method that returned the rows is named if only one side calls another method because of them', () => {
  const one = (probe: Probe) => [
    probe.query('image_update', 'Query.options', { time: 1 }),
    probe.statement('image_update', { time: 3, asked: 1, rows: 1 }),
    probe.query('image_update', 'Query.one', { time: 2, value: 'Image' }),
  ];
  const more = (probe: Probe) => probe.query('image_update', 'Query.filter_by', { time: 4 });
  expect(named([...one(ON_BASELINE), more(ON_BASELINE)], one(ON_TARGET))).toEqual(['Query.one']);
  expect(named(one(ON_BASELINE), [...one(ON_TARGET), more(ON_TARGET)])).toEqual(['Query.one']);
  const using = new Counterparts(new Correspondence([]), { baseline: [], target: [] });
  const [first] = divergences([...one(ON_BASELINE), more(ON_BASELINE)], one(ON_TARGET), using, false);
  expect(first).toMatchObject({ baseline: { kind: 'statement' }, target: { kind: 'statement' } });
  // A method that is absent before any rows were returned is the copy's.
  expect(named([more(ON_BASELINE)], [])).toEqual(['Query.filter_by']);
});

test('a number of rows that is NULL is misread', () => {
  const count = (probe: Probe, rows: number | null) =>
    probe.statement('user_get_image_count', {
      ...{ constructs: ['func.count', 'select'], asked: 1, rows: 1, columns: ['count_1'], values: [[rows]] },
    });
  expect(named([count(ON_BASELINE, 0)], [count(ON_TARGET, null)])).toEqual(['select']);
  expect(named([count(ON_BASELINE, 0)], [count(ON_TARGET, 1)])).toEqual(['unknown']);
});

test('related rows that are not loaded are a missing select', () => {
  const locations = {
    sql: 'SELECT image_locations.id FROM image_locations',
    constructs: ['op.eq', 'select'],
  };
  expect(named([ON_BASELINE.statement('user_get_storage_usage', locations)], [])).toEqual(['select']);
  const insert = { sql: 'INSERT INTO image_locations (id) VALUES (?)', constructs: ['insert'] };
  expect(named([ON_BASELINE.statement('image_update', insert)], [])).toEqual(['insert']);
});

test('calls of one side alone follow from the method that returned rows before them', () => {
  const get = (probe: Probe) => [
    probe.statement('image_get', { time: 3, asked: 1, rows: 1 }),
    probe.query('image_get', 'Query.one', { time: 2, value: 'Image' }),
    probe.call('image_get', { returned: 'dict' }),
  ];
  const update = [
    ON_BASELINE.query('image_update', 'Query.filter_by', { time: 5 }),
    ON_BASELINE.statement('image_update', {
      time: 7,
      sql: 'UPDATE images SET name=?',
      constructs: ['update'],
    }),
    ON_BASELINE.call('image_update', { time: 4, returned: 'dict' }),
  ];
  expect(named([...get(ON_BASELINE), ...update], get(ON_TARGET))).toEqual(['Query.one']);
});
