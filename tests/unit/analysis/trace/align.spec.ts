import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { divergences } from '../../../../src/analysis/trace/align.ts';
import { Counterparts } from '../../../../src/analysis/trace/rows/counterparts.ts';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import type { TraceEvent } from '../../../../src/model.ts';
import { ON_BASELINE, ON_TARGET, type Probe } from '../../../support/runs/events.ts';

const PAIRS = [
  ['a', 'x'],
  ['b', 'y'],
] as const;
const using = () => new Counterparts(new Correspondence(PAIRS), { baseline: [], target: [] });
const found = (baseline: TraceEvent[], target: TraceEvent[]) => divergences(baseline, target, using());
const evidence = (baseline: TraceEvent[], target: TraceEvent[]) =>
  found(baseline, target).map(({ kind, evidence }) => `${kind}: ${evidence}`);

const COLUMNS = { columns: ['id', 'name', 'created_at'], constructs: ['select', 'order_by'] };
const ID = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;
const rows = (...values: [string, string, string][]) => ({ ...COLUMNS, rows: values.length, values });
const NOON = '2026-01-01T12:00:00.5';

test('streams that differ only in ids and times do not diverge; a missing event does', {
  tag: '@long',
}, () => {
  const event = fc.oneof(
    fc.record({ of: fc.constant('statement'), rows: fc.nat(3), name: fc.string({ maxLength: 3 }) }),
    fc.record({ of: fc.constant('query'), rows: fc.nat(3), name: fc.constantFrom('all', 'one') }),
    fc.record({ of: fc.constant('call'), rows: fc.nat(3), name: fc.constantFrom('f', 'g') }),
  );
  const made =
    (probe: Probe, shift: number) =>
    (each: { of: string; rows: number; name: string }): TraceEvent => {
      const values = Array.from({ length: each.rows }, (_, n): [string, string, string] => [
        ID(n + shift),
        each.name,
        NOON,
      ]);
      if (each.of === 'statement') return probe.statement('f', rows(...values));
      if (each.of === 'query') return probe.query('f', `Query.${each.name}`, { value: String(each.rows) });
      return probe.call(each.name, { returned: String(each.rows) });
    };
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), fc.nat(), (events, chosen) => {
      const baseline = events.map(made(ON_BASELINE, 0));
      const target = events.map(made(ON_TARGET, 50));
      expect(found(baseline, target)).toEqual([]);
      const lost = chosen % events.length;
      const fewer = found(baseline, target.toSpliced(lost, 1));
      expect(fewer.map(({ kind }) => kind)).toContain('absent');
    }),
  );
});

test('rows that are missing, extra, reordered or changed are divergences', () => {
  const one: [string, string, string] = [ID(1), 'one', NOON];
  const two: [string, string, string] = [ID(2), 'two', NOON];
  const three: [string, string, string] = [ID(3), 'three', NOON];
  const both = ON_BASELINE.statement('f', rows(one, two));
  const seen = (...values: [string, string, string][]) =>
    evidence([both], [ON_TARGET.statement('f', rows(...values))]);
  expect(seen(one, two)).toEqual([]);
  expect(seen(one)).toEqual(['rows: 1 rows instead of 2, without "two"']);
  expect(seen(one, two, three)).toEqual(['rows: 3 rows instead of 2, with "three"']);
  expect(seen(two, one)).toEqual(['order: the same 2 rows in a different order']);
  expect(seen(one, [ID(2), 'tw', NOON])).toEqual(['value: column name is "tw" instead of "two"']);
  const shifted = '2026-01-01T13:00:00.5';
  expect(seen(one, [ID(2), 'two', shifted])).toEqual([
    `value: column created_at is "${shifted}" instead of "${NOON}"`,
  ]);
});

test('rows that one request creates may have any order, if both sides have them in the order of their times', () => {
  const at = (second: number) => `2026-01-01T12:00:0${second}.5`;
  const [one, two] = [ID(1), ID(2)];
  const list = (probe: Probe, ...values: [string, string, string][]) => [
    probe.statement('f', rows(...values)),
  ];
  const baseline = list(ON_BASELINE, [one, 'one', at(1)], [two, 'two', at(2)]);
  expect(evidence(baseline, list(ON_TARGET, [two, 'two', at(1)], [one, 'one', at(2)]))).toEqual([]);
  expect(evidence(baseline, list(ON_TARGET, [two, 'two', at(2)], [one, 'one', at(1)]))).toHaveLength(1);
});

test('different rows of equal number are identified by id; columns are shown without labels', () => {
  const columns = ['anon_1_images_id', 'anon_1_images_name', 'image_tags_1_value'];
  const sql = 'SELECT … FROM (SELECT … FROM images) AS anon_1 LEFT OUTER JOIN image_tags AS image_tags_1';
  const listing = (probe: Probe, id: string, name: string) =>
    probe.statement('f', { sql, columns, constructs: ['select'], rows: 1, values: [[id, name, 'tag']] });
  const [a, x] = [ID(1), ID(2)];
  const pairs = () => new Counterparts(new Correspondence([[a, x]]), { baseline: [], target: [] });
  const seen = (id: string, name: string) =>
    divergences([listing(ON_BASELINE, a, 'one')], [listing(ON_TARGET, id, name)], pairs())[0];
  expect(seen(x, 'one')).toBeUndefined();
  expect(seen(x, 'on')).toMatchObject({ kind: 'value', evidence: 'column name is "on" instead of "one"' });
  expect(seen(ID(3), 'two')).toMatchObject({
    kind: 'rows',
    evidence: 'different rows than the 1 expected, without "one", with "two"',
  });
});

test('times with an offset have the same tolerance; addresses of a deployment can differ', () => {
  const given = (start: string) => ({ given: [{ start_1: start }], rows: 0 });
  const seen = (start: string) =>
    evidence(
      [ON_BASELINE.statement('f', given('2026-01-01T12:00:00+00:00'))],
      [ON_TARGET.statement('f', given(start))],
    );
  expect(seen('2026-01-01T12:00:08+00:00')).toEqual([]);
  expect(seen('2026-01-01T12:00:00+01:00')).toHaveLength(1);
  expect(seen('2026-01-01T13:00:00+00:00')).toHaveLength(1);
  expect(seen('2026-01-01T12:00:00')).toHaveLength(1);
  const mapping = (url: string) => ({
    columns: ['cell_mappings_database_connection'],
    rows: 1,
    values: [[url]],
  });
  expect(
    evidence(
      [ON_BASELINE.statement('f', mapping('sqlite:////run/nova/cell1.sqlite'))],
      [ON_TARGET.statement('f', mapping('sqlite+rome:///nova_cell1'))],
    ),
  ).toEqual([]);
});

test('without ORDER BY, a different order is not a divergence', () => {
  const plain = { constructs: ['select'] };
  const values: [string, string, string][] = [
    [ID(1), 'one', NOON],
    [ID(2), 'two', NOON],
  ];
  const [baseline, target] = [rows(...values), rows(...values.toReversed())];
  expect(
    evidence(
      [ON_BASELINE.statement('f', { ...baseline, ...plain })],
      [ON_TARGET.statement('f', { ...target, ...plain })],
    ),
  ).toEqual([]);
});

test('rows are compared by keys if values are hidden', () => {
  const keys = { rows: 2, keys: ['a', 'b'], constructs: ['order_by'] };
  const seen = (parts: object) =>
    evidence([ON_BASELINE.statement('f', keys)], [ON_TARGET.statement('f', { ...keys, ...parts })]);
  expect(seen({ keys: ['x', 'y'] })).toEqual([]);
  expect(seen({ keys: ['y', 'x'] })).toEqual(['order: the same 2 rows in a different order']);
  expect(seen({ keys: ['x', 'other'] })).toEqual([]);
  expect(seen({ rows: 3, keys: ['y', 'p', 'q'] })).toEqual([
    'rows: 3 rows instead of 2, without x, with p, q',
  ]);
});

test('a different query is distinguished from a different result of the same query', () => {
  const asked = { ...COLUMNS, asked: 1, given: [{ id_1: 'a', limit: 2 }], rows: 2 };
  const seen = (parts: object) =>
    found([ON_BASELINE.statement('f', asked)], [ON_TARGET.statement('f', { ...asked, ...parts })])[0];
  expect(seen({ rows: 1 })).toMatchObject({ kind: 'rows', sameQuestion: true });
  expect(seen({ asked: 2, constructs: ['select'] })).toMatchObject({
    evidence: 'queries without order_by',
    sameQuestion: false,
  });
  expect(seen({ given: [{ id_1: 'a', limit: 3 }] })).toMatchObject({
    evidence: 'is given 3 for limit instead of 2',
    sameQuestion: false,
  });
});

test('INSERTs of which one side does not know the number of rows do not diverge', () => {
  const insert = { sql: 'INSERT INTO tags (value) VALUES (?)', constructs: ['insert'] };
  const one = ON_BASELINE.statement('f', insert);
  const on = (rows: number) => [ON_TARGET.statement('f', { ...insert, rows })];
  expect(evidence([one, one], on(2))).toEqual([]);
  expect(evidence([{ ...one, rows: 1 }, one], on(2))).toEqual([]);
  expect(evidence([{ ...one, rows: 2 }], on(1))).toEqual(['rows: 1 rows instead of 2']);
});

test('an extra error, a different error and a missing error are divergences', () => {
  const insert = { sql: 'INSERT INTO images VALUES', constructs: ['insert'] };
  const failing = { ...insert, error: 'sqlite3.IntegrityError: UNIQUE' };
  const on = (probe: Probe, parts: object) => [probe.statement('f', { ...insert, ...parts })];
  expect(evidence(on(ON_BASELINE, failing), on(ON_TARGET, { error: 'IntegrityError: other words' }))).toEqual(
    [],
  );
  expect(evidence(on(ON_BASELINE, {}), on(ON_TARGET, failing))).toEqual(['error: raised IntegrityError']);
  expect(evidence(on(ON_BASELINE, failing), on(ON_TARGET, { error: 'Locked: x' }))).toEqual([
    'error: raised Locked instead of IntegrityError',
  ]);
  expect(evidence(on(ON_BASELINE, failing), on(ON_TARGET, {}))).toEqual([
    'error: raised nothing instead of IntegrityError',
  ]);
  expect(
    evidence([ON_BASELINE.call('f', { returned: 'Image' })], [ON_TARGET.call('f', { error: 'KeyError' })]),
  ).toEqual(['error: f raised KeyError']);
});

test('a commit that fails on one side is named as such', () => {
  const commit = ON_TARGET.statement('f', { sql: undefined, error: 'rome.errors.Duplicate: UNIQUE' });
  expect(found([], [commit])).toMatchObject([
    {
      kind: 'error',
      construct: 'commit',
      evidence: 'the commit raised Duplicate on the target, not on the baseline',
    },
  ]);
});

test('a query for the keys of rows that a method then writes does not diverge, if only one side sends it', () => {
  const keys = (probe: Probe) =>
    probe.statement('f', { sql: 'SELECT images.id FROM images WHERE images.status = ?', rows: 1 });
  const write = (probe: Probe, method = 'Query.update') => [
    probe.statement('f', { sql: 'UPDATE images SET name=?', constructs: ['update'], rows: 1 }),
    probe.query('f', method, { value: '1' }),
  ];
  const [alone, both] = [write(ON_BASELINE), [keys(ON_TARGET), ...write(ON_TARGET)]];
  expect(evidence(alone, both)).toEqual([]);
  expect(evidence([keys(ON_BASELINE), ...alone], write(ON_TARGET))).toEqual([]);
  expect(evidence([{ ...keys(ON_BASELINE), rows: 2 }, ...alone], both)).toHaveLength(1);
  // Without such a method, a query before a write is the service's own.
  const [own, more] = [write(ON_BASELINE, 'Query.all'), [keys(ON_TARGET), ...write(ON_TARGET, 'Query.all')]];
  expect(evidence(own, more)).toEqual(['extra: asked: images on the target, not on the baseline']);
});

test('counts, transactions and savepoints are compared', () => {
  const count = (probe: Probe, value: string) => [probe.query('f', 'Query.count', { value })];
  expect(evidence(count(ON_BASELINE, '1'), count(ON_TARGET, '2'))).toEqual([
    'value: Query.count returned 2 instead of 1',
  ]);
  const ends = (probe: Probe, ...ended: string[]) => ended.map((each) => probe.transaction('f', each));
  expect(evidence(ends(ON_BASELINE, 'commit'), ends(ON_TARGET, 'commit', 'commit'))).toEqual([
    'extra: commit on the target, not on the baseline',
  ]);
  expect(evidence(ends(ON_BASELINE, 'savepoint', 'commit'), ends(ON_TARGET, 'commit'))).toEqual([
    'absent: savepoint on the baseline, not on the target',
  ]);
});

test('a different order of threads is not a divergence', () => {
  const [one, two] = [ON_BASELINE, ON_TARGET].map((probe) => [
    probe.statement('f', { rows: 1 }),
    probe.statement('g', { rows: 9, sql: 'SELECT a FROM image_tags' }),
  ]) as [TraceEvent[], TraceEvent[]];
  expect(evidence(one, two.toReversed())).toEqual([]);
});

test('the ids of a row that both sides insert correspond, even if an answer suggests another pair', () => {
  const insert = (probe: Probe, id: string) =>
    probe.statement('task_create', {
      sql: 'INSERT INTO tasks (id, type) VALUES (?, ?)',
      constructs: ['insert'],
      given: [{ id, type: 'import' }],
    });
  const [first, second, only] = [ID(1), ID(2), ID(9)];
  // The target lists its only task where the baseline lists two, so the list pairs it with the first.
  const answers = new Correspondence([[first, only]]);
  const created = (baseline: string, target: string) =>
    divergences(
      [insert(ON_BASELINE, baseline)],
      [insert(ON_TARGET, target)],
      new Counterparts(answers, { baseline: [], target: [] }),
    ).map(({ evidence }) => evidence);
  expect(created(second, only)).toEqual([]);
  expect(created(first, ID(8))).toEqual([`is given "${ID(8)}" for id instead of "${first}"`]);
  answers.choose([second], []);
  expect(created(second, only)).toEqual([`is given "${only}" for id instead of "${second}"`]);
});

test('a query that returns another number of rows of other scenarios is not about this scenario', () => {
  const all = (probe: Probe, value: string) =>
    probe.query('metadef_namespace_get_all', 'Query.all', { value });
  const [divergence] = found(
    // As the probe writes it.
    [all(ON_BASELINE, "'33 of Namespace'")],
    [all(ON_TARGET, "'131 of Namespace'")],
  );
  expect(divergence).toMatchObject({ kind: 'value', ours: false });
});

test('a function that the service calls on one side alone is not about this scenario, unlike its calls in another function', () => {
  const called = (probe: Probe) => [
    probe.statement('uuids_by_hosts'),
    probe.call('uuids_by_hosts', { returned: '0' }),
  ];
  const both = (probe: Probe) => probe.call('instance_create', { returned: 'Instance' });
  const all = found([both(ON_BASELINE)], [...called(ON_TARGET), both(ON_TARGET)]);
  expect(all.map(({ kind, ours }) => [kind, ours])).toEqual([
    ['extra', false],
    ['extra', false],
  ]);
  const write = ON_BASELINE.statement('image_update', { sql: 'UPDATE images SET name=?' });
  expect(found([write, ON_BASELINE.call('image_update')], []).map(({ ours }) => ours)).toEqual([true, false]);
  const inner = { ...ON_TARGET.call('is_visible'), db_api: 'instance_create' } as TraceEvent;
  expect(found([both(ON_BASELINE)], [inner, both(ON_TARGET)])).toMatchObject([{ kind: 'extra', ours: true }]);
});

test('a function of an object that the service calls more often on one side is not about this scenario', () => {
  const name = 'aggregate._get_by_host_from_db';
  const call = (probe: Probe) => [
    probe.query(name, 'Query.options'),
    probe.statement(name),
    probe.query(name, 'Query.all', { value: "'0'" }),
  ];
  const ours = (baseline: TraceEvent[], target: TraceEvent[]) =>
    found(baseline, target).map((each) => each.ours);
  expect(ours([], call(ON_TARGET))).toEqual([false, false, false]);
  expect(ours(call(ON_BASELINE), [...call(ON_TARGET), ...call(ON_TARGET)])).toEqual([false, false, false]);
  expect(ours(call(ON_BASELINE), call(ON_TARGET).slice(1))).toEqual([true]);
});
