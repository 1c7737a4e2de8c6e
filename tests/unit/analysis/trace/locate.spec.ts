import { expect, test } from 'playwright/test';
import { editedCopy } from '../../../../src/analysis/trace/copy-edits.ts';
import { Locator } from '../../../../src/analysis/trace/locate.ts';
import { Counterparts } from '../../../../src/analysis/trace/rows/counterparts.ts';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import type { TraceEvent } from '../../../../src/model.ts';
import { ON_BASELINE, ON_TARGET, type Probe } from '../../../support/runs/events.ts';

const PRISTINE = [
  'import rome',
  '',
  'def _sort(query):',
  "    query = query.order_by('name')",
  '    return query',
  '',
  'def image_get_all(context):',
  '    return _sort(session.query()).all()',
  '',
  'def image_tag_get_all(context):',
  '    return []',
  '',
].join('\n');

const COPY = editedCopy({
  file: '/copy/api.py',
  original: '/glance/api.py',
  source: PRISTINE.replace('import rome', 'import one\nimport two'),
  pristine: PRISTINE,
  text: PRISTINE.replace("    query = query.order_by('name')", '    pass'),
});

const own = { baseline: [], target: [] };
const locator = (copies = [COPY]) =>
  new Locator(new Counterparts(new Correspondence([['a', 'b']]), own), copies);
const row = (probe: Probe, name: string, parts: object = {}): TraceEvent =>
  probe.statement('image_get_all', { rows: 1, columns: ['id', 'name'], values: [['a', name]], ...parts });

test('an edit of the copy has its function, its line in both files, and the hunk', () => {
  expect(COPY.edits).toEqual([
    {
      within: '_sort',
      place: { file: '/copy/api.py', line: 4, function: '_sort' },
      original: { file: '/glance/api.py', line: 5, function: '_sort' },
      hunk: [
        '@@ _sort, line 4 of the copy, 5 of the original @@',
        ' ',
        ' def _sort(query):',
        "-    query = query.order_by('name')",
        '+    pass',
        '     return query',
        ' ',
      ].join('\n'),
    },
  ]);
});

test('a changed query is blamed on the edit of the copy, a wrong result is not', () => {
  const steps = locator();
  steps.add({
    step: 'one',
    baseline: [row(ON_BASELINE, 'x', { asked: 1 })],
    target: [row(ON_TARGET, 'x', { asked: 2 })],
  });
  expect(steps.locate()).toMatchObject({ edit: { within: '_sort' }, divergence: { kind: 'asked' } });
  steps.add({ step: 'two', baseline: [row(ON_BASELINE, 'x')], target: [row(ON_TARGET, 'y')] });
  const found = steps.locate();
  expect(found?.divergence).toMatchObject({ kind: 'value' });
  expect(found?.edit).toBeUndefined();
});

test('other state after a step in which the edited copy asked otherwise follows from the edit', () => {
  const steps = locator();
  const asked = (probe: Probe, number: number) => [
    row(probe, 'x', { asked: number }),
    probe.statement('g', { sql: 'INSERT INTO images (id) VALUES (?)', rows: 1 }),
  ];
  const cell = (probe: Probe, name: string) => [
    probe.statement('mapping_get', { rows: 1, columns: ['id', 'cell'], values: [['1', name]] }),
  ];
  steps.add({ step: 'create', baseline: asked(ON_BASELINE, 1), target: asked(ON_TARGET, 2) });
  steps.add({ step: 'show', baseline: cell(ON_BASELINE, 'cell1'), target: cell(ON_TARGET, 'cell0') });
  expect(steps.locate()).toMatchObject({ inStep: 'create', edit: { within: '_sort' } });
  const others = locator();
  others.add({ step: 'create', baseline: asked(ON_BASELINE, 1), target: asked(ON_TARGET, 1) });
  others.add({ step: 'show', baseline: cell(ON_BASELINE, 'cell1'), target: cell(ON_TARGET, 'cell0') });
  expect(others.locate()?.edit).toBeUndefined();
});

test('an edit in a function that was not called is not blamed', () => {
  const steps = locator();
  const tags = (probe: Probe, asked: number) => [probe.statement('image_tag_get_all', { asked })];
  steps.add({ step: 'one', baseline: tags(ON_BASELINE, 1), target: tags(ON_TARGET, 2) });
  expect(steps.locate()?.edit).toBeUndefined();
});

test('without a divergence, an edit in a called function is blamed', () => {
  const steps = locator();
  steps.add({ step: 'one', baseline: [row(ON_BASELINE, 'x')], target: [row(ON_TARGET, 'x')] });
  expect(steps.locate()).toEqual({ edit: COPY.edits[0] });
});

test('a wrong write in an earlier step is blamed for a later wrong read', () => {
  const steps = locator([]);
  const insert = ON_BASELINE.statement('image_create', { sql: 'INSERT INTO images (name) VALUES (?)' });
  steps.add({ step: 'create', baseline: [insert], target: [] });
  steps.add({ step: 'list', baseline: [row(ON_BASELINE, 'x')], target: [row(ON_TARGET, 'y')] });
  expect(steps.locate()).toMatchObject({ inStep: 'create', divergence: { kind: 'absent' } });
  // A write to another table is not to blame.
  const others = locator([]);
  others.add({
    step: 'create',
    baseline: [{ ...insert, sql: 'INSERT INTO tasks' } as TraceEvent],
    target: [],
  });
  others.add({ step: 'list', baseline: [row(ON_BASELINE, 'x')], target: [row(ON_TARGET, 'y')] });
  expect(others.locate()?.inStep).toBeUndefined();
});

test('queries that are absent after an exception are blamed on the exception', () => {
  const steps = locator([]);
  const baseline = [ON_BASELINE.query('f', 'Query.all'), ON_BASELINE.call('f')];
  steps.add({ step: 'one', baseline, target: [ON_TARGET.call('f', { error: 'KeyError' })] });
  expect(steps.locate()?.divergence).toMatchObject({ kind: 'error', evidence: 'f raised KeyError' });
});

test('what a function reads after another call of it raised an exception follows from the exception', () => {
  const steps = locator([]);
  const baseline = [row(ON_BASELINE, 'new'), ON_BASELINE.call('image_get_all'), ON_BASELINE.call('task_get')];
  const raised = ON_TARGET.call('image_get_all', { error: 'KeyError' });
  const again = [ON_TARGET.call('task_get'), row(ON_TARGET, 'old')];
  steps.add({ step: 'one', baseline, target: [raised, ...again] });
  expect(steps.locate()?.divergence).toMatchObject({ evidence: 'image_get_all raised KeyError' });
  steps.add({ step: 'two', baseline, target: [...again, raised] });
  expect(steps.locate()?.divergence).toMatchObject({ kind: 'value', target: { kind: 'statement' } });
});

test('a query that raises is blamed on the filter that the copy omits', () => {
  const steps = locator([]);
  const baseline = [ON_BASELINE.query('f', 'Query.filter_by'), ON_BASELINE.query('f', 'Query.one')];
  const target = [
    ON_TARGET.query('f', 'Query.one', { error: 'MultipleResultsFound' }),
    ON_TARGET.call('f', { error: 'MultipleResultsFound' }),
  ];
  steps.add({ step: 'one', baseline: [...baseline, ON_BASELINE.call('f')], target });
  expect(steps.locate()?.divergence).toMatchObject({
    kind: 'absent',
    baseline: { construct: 'Query.filter_by' },
  });
});

test("rows of other scenarios are reported only if none of the scenario's own rows differ", () => {
  const steps = locator([]);
  const other = (probe: Probe, name: string) =>
    probe.statement('g', { rows: 1, columns: ['name'], values: [[name]] });
  const ours = (probe: Probe, name: string) =>
    probe.statement('f', {
      rows: 1,
      columns: ['id', 'name'],
      values: [[probe === ON_BASELINE ? 'a' : 'b', name]],
    });
  const streams = (probe: Probe, name: string) => [other(probe, name), ours(probe, name)];
  steps.add({ step: 'one', baseline: streams(ON_BASELINE, 'x'), target: streams(ON_TARGET, 'y') });
  expect(steps.locate()?.divergence?.baseline?.db_api).toBe('f');
});

test('a consequence of a refusal in an earlier step is blamed on the refusal', () => {
  const steps = locator([]);
  const insert = ON_BASELINE.statement('image_create', { sql: 'INSERT INTO images (name) VALUES (?)' });
  const refusal = ON_TARGET.refusal('image_create', 'Query.one');
  steps.add({ step: 'create', baseline: [insert], target: [refusal] });
  steps.add({ step: 'list', baseline: [row(ON_BASELINE, 'x')], target: [] });
  steps.add({ step: 'show', baseline: [row(ON_BASELINE, 'x')], target: [row(ON_TARGET, 'y')] });
  expect(steps.locate()).toMatchObject({ inStep: 'create', refusal });
});

test('absent effects of a blocked step are blamed on the step that blocked it', () => {
  const steps = locator([]);
  const refusal = ON_TARGET.refusal('image_create', 'Query.one');
  const remove = ON_BASELINE.statement('image_delete', { sql: 'DELETE FROM images' });
  steps.add({ step: 'create', baseline: [], target: [refusal] });
  steps.add({ step: 'delete', blockedBy: 'create', baseline: [remove], target: [] });
  steps.add({ step: 'list', baseline: [row(ON_BASELINE, 'x')], target: [row(ON_TARGET, 'y')] });
  expect(steps.locate()).toMatchObject({ inStep: 'create', refusal });
});

test('a cause is traced back through steps that only pass wrong data on', () => {
  const steps = locator([]);
  const insert = ON_BASELINE.statement('image_create', { sql: 'INSERT INTO images (name) VALUES (?)' });
  const update = (probe: Probe, name: string) =>
    probe.statement('image_update', { sql: 'UPDATE images SET name = ?', given: [{ name }] });
  steps.add({ step: 'create', baseline: [insert], target: [] });
  steps.add({
    step: 'change',
    baseline: [row(ON_BASELINE, 'x'), update(ON_BASELINE, 'x')],
    target: [row(ON_TARGET, 'y'), update(ON_TARGET, 'y')],
  });
  steps.add({ step: 'list', baseline: [row(ON_BASELINE, 'x')], target: [row(ON_TARGET, 'y')] });
  expect(steps.locate()).toMatchObject({ inStep: 'create', divergence: { kind: 'absent' } });
});

test('a duplicate row is blamed on a missing delete', () => {
  const steps = locator([]);
  const sql = 'DELETE FROM images';
  steps.add({ step: 'delete', baseline: [ON_BASELINE.statement('image_delete', { sql })], target: [] });
  const insert = { sql: 'INSERT INTO images (name) VALUES (?)' };
  steps.add({
    step: 'create',
    baseline: [ON_BASELINE.statement('image_create', insert)],
    target: [ON_TARGET.statement('image_create', { ...insert, error: 'IntegrityError: images' })],
  });
  expect(steps.locate()).toMatchObject({ inStep: 'delete', divergence: { kind: 'absent' } });
});

test("a wrong count of the scenario's rows is reported before its consequences", () => {
  const [A, B] = ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'];
  const answers = new Correspondence([[A, B]]);
  const steps = new Locator(new Counterparts(answers, own), []);
  const counted = (probe: Probe, id: string, value: string) => [
    probe.statement('image_count', {
      time: 3,
      given: [{ owner_1: id }],
      rows: 1,
      values: [[Number(value)]],
      columns: ['n'],
    }),
    probe.query('image_count', 'Query.count', { time: 2, value }),
  ];
  steps.add({
    step: 'create',
    baseline: [
      ...counted(ON_BASELINE, A, '1'),
      ON_BASELINE.statement('image_create', { sql: 'INSERT INTO images' }),
    ],
    target: counted(ON_TARGET, B, '2'),
  });
  expect(steps.locate()?.divergence).toMatchObject({ kind: 'value', baseline: { db_api: 'image_count' } });
});

const [ONE, TWO] = ['0f7a9f0e-0000-4000-8000-000000000001', '1f7a9f0e-0000-4000-8000-000000000001'];
const [THREE, FOUR] = ['2f7a9f0e-0000-4000-8000-000000000001', '3f7a9f0e-0000-4000-8000-000000000001'];

/** Locates the cause if the last row of a page is the marker of the next request. */
function pages(second: { readonly baseline: string; readonly target: string }, order: readonly string[]) {
  const pairs = new Correspondence([
    [ONE, THREE],
    [TWO, FOUR],
  ]);
  const steps = new Locator(new Counterparts(pairs, own), []);
  const page = (probe: Probe, ids: readonly string[]) =>
    probe.statement('image_get_all', {
      constructs: ['select', 'order_by'],
      rows: ids.length,
      columns: ['id'],
      values: ids.map((id) => [id]),
    });
  steps.add({ step: 'a page', baseline: [page(ON_BASELINE, [ONE, TWO])], target: [page(ON_TARGET, order)] });
  const marker = (probe: Probe, id: string) =>
    probe.statement('image_get', { rows: 1, columns: ['id'], values: [[id]] });
  steps.add({
    step: 'the next page',
    baseline: [marker(ON_BASELINE, second.baseline)],
    target: [marker(ON_TARGET, second.target)],
    sent: {
      requests: {
        baseline: `/v2/images?marker=${second.baseline}`,
        target: `/v2/images?marker=${second.target}`,
      },
      capturedIn: ['a page'],
    },
  });
  return steps.locate();
}

test('a request that differs in a captured value is blamed on the step that captured it', () => {
  expect(pages({ baseline: TWO, target: THREE }, [FOUR, THREE])).toMatchObject({
    inStep: 'a page',
    divergence: { kind: 'order' },
  });
});

test('a request whose captured value corresponds is not blamed on the capturing step', () => {
  const found = pages({ baseline: TWO, target: FOUR }, [FOUR, THREE]);
  expect(found?.inStep).toBeUndefined();
});

test('a request that differs without an earlier divergence is not blamed on an earlier step', () => {
  const found = pages({ baseline: TWO, target: THREE }, [THREE, FOUR]);
  expect(found?.inStep).toBeUndefined();
  expect(found?.divergence).toBeDefined();
});

test('on an unedited copy, a member that differs is blamed on the method that read its column rightly', () => {
  const stream = (probe: Probe): TraceEvent[] => [
    probe.statement('image_get', {
      time: 2,
      rows: 1,
      columns: ['images_id', 'images_name'],
      values: [['a', 'x']],
    }),
    probe.query('image_get', 'Query.one', { time: 1, value: 'Image' }),
  ];
  const blamed = (arePristine: boolean, ...fields: string[]) => {
    const steps = new Locator(new Counterparts(new Correspondence([['a', 'b']]), own), [], arePristine);
    steps.add({ step: 'show', fields, baseline: stream(ON_BASELINE), target: stream(ON_TARGET) });
    return steps.locate()?.divergence;
  };
  expect(blamed(true, 'name')).toMatchObject({
    method: 'Query.one',
    evidence: 'the database returned the same rows, but name differs in the answer',
  });
  expect(blamed(true, 'tags')).toBeUndefined();
  expect(blamed(false, 'name')).toBeUndefined();
});

test('a method that does something else is blamed on the edit of the function that calls it', () => {
  const update = (probe: Probe, within: string, withWrite: boolean): TraceEvent[] => {
    const at = { at: { file: '/copy/api.py', line: 4, function: within } };
    const write = { ...at, time: 2, sql: 'UPDATE images SET name=?', constructs: ['update'] };
    return [
      ...(withWrite ? [probe.statement('image_update', write)] : []),
      probe.query('image_update', 'Query.update', { ...at, time: 1 }),
    ];
  };
  const blamed = (within: string) => {
    const steps = locator();
    const [baseline, target] = [update(ON_BASELINE, within, true), update(ON_TARGET, within, false)];
    steps.add({ step: 'one', baseline, target });
    return steps.locate();
  };
  expect(blamed('_sort')?.edit?.within).toBe('_sort');
  expect(blamed('_other')).toMatchObject({ divergence: { method: 'Query.update' } });
  expect(blamed('_other')?.edit).toBeUndefined();
});

test('other rows after a commit that failed on the target follow from it', () => {
  const steps = locator([]);
  const failed = ON_TARGET.statement('image_create', { sql: undefined, error: 'Duplicate: x' });
  steps.add({ step: 'create', baseline: [], target: [failed] });
  steps.add({ step: 'list', baseline: [row(ON_BASELINE, 'x')], target: [row(ON_TARGET, 'y')] });
  expect(steps.locate()).toMatchObject({ inStep: 'create', divergence: { construct: 'commit' } });
});

test('a query that an earlier step sent on one side alone explains no later failure, a write does', () => {
  const after = (extra: TraceEvent) => {
    const steps = locator([]);
    steps.add({ step: 'create', baseline: [], target: [extra] });
    steps.add({ step: 'show', baseline: [row(ON_BASELINE, 'x')], target: [row(ON_TARGET, 'x')] });
    return steps.locate()?.inStep;
  };
  expect(after(ON_TARGET.statement('image_create'))).toBeUndefined();
  expect(after(ON_TARGET.statement('image_create', { sql: 'DELETE FROM images', rows: 1 }))).toBe('create');
});

test('the queries of requests at once explain a later step only if nothing else does', () => {
  const tags = (probe: Probe, sql: string) => probe.statement('image_tag_set', { sql, rows: 1 });
  const after = (isAtOnce: boolean, copies = [COPY]) => {
    const steps = locator(copies);
    const insert = tags(ON_BASELINE, 'INSERT INTO images (name) VALUES (?)');
    const asked = (probe: Probe, number: number) => [
      row(probe, 'x', { asked: number }),
      probe.statement('g', { sql: 'INSERT INTO other (id) VALUES (?)', rows: 1 }),
    ];
    steps.add({ step: 'first', isAtOnce, baseline: [insert], target: [] });
    steps.add({ step: 'second', baseline: asked(ON_BASELINE, 1), target: asked(ON_TARGET, 2) });
    steps.add({ step: 'list', baseline: [row(ON_BASELINE, 'x')], target: [row(ON_TARGET, 'y')] });
    return steps.locate()?.inStep;
  };
  expect(after(false)).toBe('first');
  expect(after(true)).toBe('second');
  expect(after(true, [])).toBe('first');
});

test('of requests at once, the query that the edited copy asks otherwise is blamed, not a row that is there by chance', () => {
  const stream = (probe: Probe, rows: number, asked: number) => [
    probe.statement('group_get', { rows, columns: ['name'], values: rows === 0 ? [] : [['a']] }),
    row(probe, 'x', { asked }),
    probe.statement('g', { sql: 'INSERT INTO images (id) VALUES (?)', rows: 1 }),
  ];
  const steps = locator();
  steps.add({
    step: 'create',
    isAtOnce: true,
    baseline: stream(ON_BASELINE, 1, 1),
    target: stream(ON_TARGET, 0, 2),
  });
  expect(steps.locate()).toMatchObject({ edit: { within: '_sort' }, divergence: { kind: 'asked' } });
  steps.add({ step: 'list', baseline: [row(ON_BASELINE, 'x')], target: [row(ON_TARGET, 'y')] });
  expect(steps.locate()).toMatchObject({ inStep: 'create', edit: { within: '_sort' } });
});

test('a call of one side alone explains a later read only if its writes are in a table that was read', () => {
  const after = (table: string) => {
    const steps = locator([]);
    const written = [
      ON_TARGET.statement('f', { sql: `INSERT INTO ${table} (id) VALUES (?)`, rows: 1 }),
      ON_TARGET.transaction('f', 'commit'),
      ON_TARGET.call('f'),
    ];
    steps.add({ step: 'create', baseline: [], target: written });
    steps.add({ step: 'list', baseline: [row(ON_BASELINE, 'x')], target: [row(ON_TARGET, 'y')] });
    return steps.locate()?.inStep;
  };
  expect(after('images')).toBe('create');
  expect(after('s3_images')).toBeUndefined();
});
