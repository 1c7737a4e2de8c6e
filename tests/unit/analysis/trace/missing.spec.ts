import { expect, test } from 'playwright/test';
import { Locator } from '../../../../src/analysis/trace/locate.ts';
import { missingQueries } from '../../../../src/analysis/trace/missing.ts';
import { requirementsOf } from '../../../../src/analysis/trace/requirements.ts';
import { Counterparts } from '../../../../src/analysis/trace/rows/counterparts.ts';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import type { MissingQuery, SurveyedConstruct, TraceEvent } from '../../../../src/model.ts';
import { ON_BASELINE, ON_TARGET } from '../../../support/runs/events.ts';

const WRONG: SurveyedConstruct = { verdict: 'wrong', expected: '[1]', actual: '[1, 2]' };
const MET: SurveyedConstruct = { verdict: 'met' };

function find(
  baseline: readonly TraceEvent[],
  target: readonly TraceEvent[],
  constructs?: Readonly<Record<string, SurveyedConstruct>>,
  differs = true,
): MissingQuery[] {
  const locator = new Locator(new Counterparts(new Correspondence(), { baseline: [], target: [] }), []);
  locator.add({ step: 'list', baseline, target });
  return missingQueries({
    target,
    requirements: requirementsOf(baseline),
    differs,
    inCopy: (frame) => ({ ...frame, file: '/run/discovery/api.py', line: frame.line - 60 }),
    locate: () => locator.locate(),
    ...(constructs ? { survey: { version: 1, constructs } } : {}),
  });
}
const summary = (found: readonly MissingQuery[]): string[] =>
  found.map(({ id, way, reached }) => `${id} ${way} ${reached ? 'reached' : 'hidden'}`);

const LISTING_CONSTRUCTS = ['select', 'limit', 'join.outer', 'op.eq'];
const LISTING = ON_BASELINE.statement('image_get_all', {
  constructs: LISTING_CONSTRUCTS,
  rows: 1,
});
const grown = ON_TARGET.statement('image_get_all', { constructs: LISTING_CONSTRUCTS, rows: 3 });

test('a refused construct is missing and has its place in the copy', () => {
  const found = find(
    [ON_BASELINE.query('image_get', 'Query.one')],
    [
      ON_TARGET.refusal('image_get', 'Query.one', {
        detail: 'called by f in /run/x/discovery/glance/api.py:1',
      }),
    ],
  );
  expect(summary(found)).toEqual(['image_get Query.one refused reached']);
  expect(found[0]).toMatchObject({
    evidence: 'called by f in discovery/glance/api.py:1',
    requestId: 'req-1',
    place: { file: '/run/discovery/api.py', line: 700 },
  });
});

test('paths in evidence and tracebacks begin with the package', () => {
  const [debian, release] = [
    '/usr/lib/python3/dist-packages',
    '/home/me/.cache/x/lib/python3.11/site-packages',
  ];
  const found = find(
    [ON_BASELINE.query('image_get', 'Query.one')],
    [
      ON_TARGET.refusal('image_get', 'Query.one', {
        detail: `called by f in ${debian}/glance/db/a.py:1`,
        traceback: [`${release}/glance/db/b.py:2 in g`, '/run/x/discovery/glance/api.py:3 in h'],
      }),
    ],
  );
  expect(found[0]).toMatchObject({
    evidence: 'called by f in glance/db/a.py:1',
    traceback: ['glance/db/b.py:2 in g', 'discovery/glance/api.py:3 in h'],
  });
});

test('with a survey, only a construct that failed the survey is blamed', () => {
  const survey = { limit: WRONG, 'join.outer': MET, select: MET, 'op.eq': MET };
  const found = find([LISTING], [grown], survey);
  expect(summary(found)).toEqual(['image_get_all limit wrong reached']);
  expect(found[0]).toMatchObject({ statement: LISTING.sql, requestId: 'req-1' });
});

test('a different row count never points to ordering; a different order points only to ordering', () => {
  const both = { constructs: ['limit', 'order_by'], rows: 2 };
  const survey = { limit: WRONG, order_by: WRONG };
  const seen = (target: TraceEvent): string[] =>
    find([ON_BASELINE.statement('f', { ...both, keys: ['1', '2'] })], [target], survey)
      .filter(({ requestId }) => requestId)
      .map(({ construct }) => construct);
  expect(seen(ON_TARGET.statement('f', { ...both, rows: 3 }))).toEqual(['limit']);
  expect(seen(ON_TARGET.statement('f', { ...both, keys: ['2', '1'] }))).toEqual(['order_by']);
});

test('without a survey, extra rows point to the limit', () => {
  expect(summary(find([LISTING], [grown]))).toEqual(['image_get_all limit wrong reached']);
});

test('fewer rows suggest an outer join; an unknown construct still has a place', () => {
  const fewer = { ...grown, rows: 0 };
  expect(summary(find([LISTING], [fewer]))).toEqual(['image_get_all join.outer wrong reached']);
  const plain = { constructs: ['select', 'op.eq'] };
  const seen = find([{ ...LISTING, ...plain }], [{ ...fewer, ...plain }], { select: MET, 'op.eq': MET });
  expect(summary(seen)).toEqual(['image_get_all unknown wrong reached']);
  expect(seen[0]).toMatchObject({ place: { line: 700 }, evidence: '0 rows instead of 1' });
});

test('without a survey, a different order points to order_by', () => {
  const rows = { constructs: ['select', 'order_by'], rows: 2 };
  const found = find(
    [ON_BASELINE.statement('f', { ...rows, keys: ['1', '2'] })],
    [ON_TARGET.statement('f', { ...rows, keys: ['2', '1'] })],
  );
  expect(summary(found)).toEqual(['f order_by wrong reached']);
});

test('divergences are ignored if the answers are equal', () => {
  const update = (value: string) => ON_TARGET.query('image_update', 'Query.update', { value });
  expect(find([LISTING], [grown], undefined, false)).toEqual([]);
  expect(find([update('1')], [update('None')], undefined, false)).toEqual([]);
  expect(summary(find([update('1')], [update('None')]))).toEqual(['image_update Query.update wrong reached']);
});

test('a wrong count is missing regardless of the survey', () => {
  const found = find(
    [ON_BASELINE.query('image_update', 'Query.update', { value: '1' })],
    [ON_TARGET.query('image_update', 'Query.update', { value: 'None' })],
    { 'Query.update': MET },
  );
  expect(summary(found)).toEqual(['image_update Query.update wrong reached']);
});

test('the survey finds constructs hidden behind a refusal', () => {
  const baseline = [
    ON_BASELINE.query('image_get', 'Query.one'),
    ON_BASELINE.query('image_update', 'Query.update', { value: '1' }),
    ON_BASELINE.query('image_update', 'Query.filter_by'),
  ];
  const survey = { 'Query.update': WRONG, 'Query.one': { verdict: 'refused', detail: 'no' } as const };
  const found = find(baseline, [ON_TARGET.refusal('image_get', 'Query.one')], survey);
  expect(summary(found)).toEqual([
    'image_get Query.one refused reached',
    'image_update Query.update wrong hidden',
  ]);
  expect(found[1]?.place).toMatchObject({ file: '/run/discovery/api.py', line: 640 });
});

test('a construct that failed only the survey is reported only if a refusal hides it', () => {
  const same = { constructs: ['select', 'limit'], rows: 1 };
  const steps = [[ON_BASELINE.statement('f', same)], [ON_TARGET.statement('f', same)]] as const;
  expect(find(...steps, { limit: WRONG })).toEqual([]);
  expect(find(...steps, { limit: WRONG }, false)).toEqual([]);
});

test('a logged exception locates a call that raised', () => {
  const locator = new Locator(new Counterparts(new Correspondence(), { baseline: [], target: [] }), []);
  const [baseline, target] = [[ON_BASELINE.call('f')], [ON_TARGET.call('f', { error: 'KeyError' })]];
  locator.add({ step: 'list', baseline, target });
  const frame = { file: '/run/discovery/api.py', line: 12, function: '_inner' };
  const [only] = missingQueries({
    target,
    requirements: [],
    differs: true,
    inCopy: () => undefined,
    locate: () => locator.locate(),
    exception: { type: 'KeyError', message: "'oops'", frames: [{ ...frame, inCopy: true }] },
  });
  expect(only).toMatchObject({
    dbApi: 'f',
    construct: 'unknown',
    place: frame,
    evidence: "raised KeyError: 'oops'",
  });
});

test('an exception without a query names the construct that the copy called', () => {
  const frame = (file: string, name: string) => ({ file, line: 5, function: name });
  const constructsOf = (...frames: { file: string; line: number; function: string }[]) => {
    const copy = { ...frame('/run/discovery/api.py', 'image_update'), inCopy: true as const };
    const exception = { type: 'Conflict', message: 'images', frames: [copy, ...frames] };
    const step = { target: [], requirements: [], differs: true, locate: () => undefined, exception };
    return missingQueries({ ...step, inCopy: () => undefined }).map(({ construct }) => construct);
  };
  const orm = (file: string, name: string) => frame(`/lib/site-packages/sqlalchemy/orm/${file}.py`, name);
  expect(constructsOf(orm('session', '_begin'), orm('session', 'commit'), orm('session', 'flush'))).toEqual([
    'commit',
  ]);
  expect(constructsOf(frame('/app/python/rome/query.py', 'update'), orm('session', 'execute'))).toEqual([
    'Query.update',
  ]);
  // A wrapper is no method of queries.
  expect(constructsOf(frame('/app/python/rome/query.py', 'traced'), orm('query', 'one'))).toEqual([
    'Query.one',
  ]);
  expect(constructsOf(frame('/lib/glance/api.py', 'commit'))).toEqual(['unknown']);
});

test('unknown and supported constructs are not missing; without requirements, nothing is missing', () => {
  const survey = { select: MET, limit: { verdict: 'unknown', because: 'Query.all' } as const };
  expect(find([LISTING], [{ ...LISTING }], survey)).toEqual([]);
  expect(find([], [], { limit: WRONG })).toEqual([]);
});

test('each query is listed once; evidence from a request takes precedence over the survey', () => {
  const refusals = [ON_TARGET.refusal('f', 'Query.one'), ON_TARGET.refusal('f', 'Query.one')];
  const found = find([ON_BASELINE.query('f', 'Query.one')], refusals, {
    'Query.one': { verdict: 'refused', detail: 'surveyed' },
  });
  expect(summary(found)).toEqual(['f Query.one refused reached']);
  expect(found[0]?.evidence).not.toBe('surveyed');
});

test('a method that runs another kind of statement on the target is the missing construct', () => {
  const deleted = (target: boolean) => {
    const probe = target ? ON_TARGET : ON_BASELINE;
    const inside = target
      ? probe.statement('f', {
          time: 3,
          sql: 'UPDATE tags SET deleted = 1',
          constructs: ['update'],
          asked: 2,
        })
      : probe.statement('f', { time: 3, sql: 'DELETE FROM tags', constructs: ['delete'], asked: 1 });
    return [
      probe.query('f', 'Query.filter'),
      inside,
      probe.query('f', 'Query.delete', { time: 2, value: '1' }),
    ];
  };
  expect(summary(find(deleted(false), deleted(true)))).toEqual(['f Query.delete wrong reached']);
});

test('a clause that the copy omits is not blamed on the method that ran the query', () => {
  const listed = (probe: typeof ON_BASELINE, limited: boolean) => [
    ...(limited ? [probe.query('f', 'Query.limit')] : []),
    probe.statement('f', {
      time: 3,
      asked: limited ? 1 : 2,
      constructs: ['select', ...(limited ? ['limit'] : [])],
    }),
    probe.query('f', 'Query.all', { time: 2 }),
  ];
  const found = find(listed(ON_BASELINE, true), listed(ON_TARGET, false));
  expect(found.map(({ construct }) => construct)).not.toContain('Query.all');
});

test('extra rows within the limit point to a bound that one of them equals, otherwise to unknown', () => {
  const page = (probe: typeof ON_BASELINE, ids: readonly string[], name: string) =>
    probe.statement('f', {
      constructs: ['limit', 'op.eq', 'op.gt', 'select'],
      rows: ids.length,
      keys: ids,
      columns: ['name', 'id'],
      values: ids.map((id) => [name, id]),
      given: [{ name_1: 'marker', param_1: 5 }],
    });
  const constructs = (name: string, ids: readonly string[]) =>
    find([page(ON_BASELINE, [], name)], [page(ON_TARGET, ids, name)]).map(({ construct }) => construct);
  expect(constructs('marker', ['a'])).toEqual(['op.gt']);
  expect(constructs('other', ['a'])).toEqual(['unknown']);
  expect(constructs('other', ['a', 'b', 'c', 'd', 'e', 'f'])).toEqual(['limit']);
});

test('another value in the same row points to reading it, unless a function computes it or there is none', () => {
  const row = (probe: typeof ON_BASELINE, size: string | number | null, columns: string[], more: string[]) =>
    probe.statement('f', {
      constructs: ['loader.joined', 'op.eq', 'select', ...more],
      columns,
      rows: 1,
      values: [['a', size]],
    });
  const constructs = (size: string | null, columns = ['id', 'size'], more: string[] = []) =>
    find([row(ON_BASELINE, 7, columns, more)], [row(ON_TARGET, size, columns, more)]).map(
      ({ construct }) => construct,
    );
  expect(constructs('7')).toEqual(['select']);
  expect(constructs(null)).toEqual(['unknown']);
  expect(constructs('7', ['id', 'size'], ['func.sum'])).toEqual(['unknown']);
  // The row may be another one.
  expect(constructs('7', ['name', 'size'])).toEqual(['unknown']);
});
