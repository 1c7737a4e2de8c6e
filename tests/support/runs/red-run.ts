import { summaryOf } from '../../../src/analysis/history.ts';
import { allMissing, endpointResults } from '../../../src/analysis/verdict.ts';
import {
  type MissingQuery,
  type RunFile,
  type RunSummary,
  type ScenarioResult,
  type StepResult,
  ZED,
} from '../../../src/model.ts';
import { inventories } from '../../../src/shipped/inventories.ts';
import { exchange, missing, requirement, response, runFile, scenario, step } from './results.ts';

/** Text that a page must escape, because it could be mistaken for markup. */
export const HOSTILE =
  '</td></script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 2"> &amp; "\'` \u202egnp.exe';

const PLACE = { file: '/run/discovery/api.py', line: 690, function: 'image_get_all' };

const orderBy = missing('image_get_all', 'order_by', {
  way: 'wrong',
  evidence: 'the same 2 rows in a different order',
  place: PLACE,
  statement: 'SELECT images.id FROM images WHERE images.deleted = ? ORDER BY images.name ASC LIMIT ?',
  requestId: 'req-1',
  narrowed: {
    sql: `SELECT images.id FROM images ORDER BY images.name, '${HOSTILE}'`,
    ...{ rows: 2, baseline: "2 rows: 'a', 'b'", target: `2 rows: 'b', '${HOSTILE}'`, needed: ['order_by'] },
  },
});
const one = missing('image_get', 'Query.one', {
  place: { ...PLACE, line: 257 },
  evidence: HOSTILE,
  firstSeen: '2026-01-01T00:00:00.000Z',
  traceback: ['glance/api/v2/images.py:20 in show', 'discovery/api.py:257 in _image_get'],
});
const hidden = missing('image_update', 'Query.update', { reached: false, way: 'wrong' });

const images = (names: readonly string[]) =>
  response({
    body: { kind: 'json', value: { images: names.map((name) => ({ name, id: `id of ${name}` })) } },
  });

const differing = step({
  name: 'by name, ascending',
  verdict: 'differs',
  exchanges: {
    baseline: exchange({
      url: 'http://sql:9292/v2/images?sort=name:asc',
      response: images(['alpha', 'bravo', HOSTILE]),
    }),
    target: exchange({
      url: 'http://rome:9292/v2/images?sort=name:asc',
      response: images(['bravo', 'alpha', HOSTILE]),
      ms: 24,
    }),
  },
  differences: [
    { kind: 'value', path: '$.images[0].name', baseline: 'alpha', target: 'bravo' },
    { kind: 'value', path: '$.images[1].name', baseline: 'bravo', target: 'alpha' },
  ],
  failures: [
    { code: 'EXPECTATION', message: '$.images[0].name is "bravo", expected "alpha"', side: 'target' },
  ],
  requirements: ['image_get_all order_by', 'image_get_all select'],
  missing: [orderBy],
  words: {
    target: {
      log: [`ERROR glance.api ${HOSTILE}`],
      exception: {
        type: 'KeyError',
        message: HOSTILE,
        frames: [
          { file: '/usr/lib/glance/api/v2/images.py', line: 20, function: 'index' },
          { ...PLACE, code: 'query = sort(query)', inCopy: true },
        ],
      },
    },
  },
});

const refused = (endpoint: string, ...queries: readonly MissingQuery[]): StepResult =>
  step({
    name: HOSTILE,
    endpoint,
    verdict: 'refused',
    answered: false,
    exchanges: {
      baseline: exchange({ method: 'GET', response: response({ body: { kind: 'text', text: HOSTILE } }) }),
      target: exchange({
        response: response({ status: 500, headers: { 'x-evil': HOSTILE }, body: { kind: 'empty' } }),
      }),
    },
    differences: [{ kind: 'status', path: 'status', baseline: 200, target: 500 }],
    missing: queries,
  });

const scenarios: readonly ScenarioResult[] = [
  scenario('glance/images/list', [
    step({ valid: true, waits: { baseline: { tries: 1, ms: 9 }, target: { tries: 3, ms: 1200 } } }),
    differing,
    step({ name: 'again', valid: true }),
  ]),
  scenario(
    'glance/images/show',
    [
      refused('GET /v2/images/{image_id}', one),
      refused('PATCH /v2/images/{image_id}', one, hidden),
      step({
        name: 'its tags',
        endpoint: 'PUT /v2/images/{image_id}/tags/{tag_value}',
        verdict: 'blocked',
        exchanges: {},
        blockedBy: HOSTILE,
      }),
      step({ name: 'gone', endpoint: 'GET /v2/images/{image_id}/tasks', verdict: 'gone' }),
    ],
    { name: HOSTILE, failures: [{ code: 'CLEANUP', message: HOSTILE, side: 'target' }] },
  ),
];

/** A run with every verdict, with hostile text wherever a service or a scenario has text, and earlier runs. */
export function redRun(): { readonly run: RunFile; readonly history: readonly RunSummary[] } {
  const run = runFile(scenarios, {
    target: 'rome-2015',
    digest: 'd1',
    startedAt: '2026-02-01T06:00:00.000Z',
    endpoints: endpointResults(scenarios, inventories(ZED)),
    missing: allMissing(scenarios),
    requirements: [requirement('image_get_all', 'order_by'), requirement('image_get_all', 'select')],
    dbApi: [
      { name: 'image_get_all', endpoints: ['GET /v2/images'], constructs: ['order_by', 'select'] },
      { name: 'image_get', endpoints: ['GET /v2/images/{image_id}'], constructs: ['Query.one'] },
    ],
  });
  return { run, history: historyOf(run, 3) };
}

/**
 * Summaries of runs of the same code, one a day, the last of `run` itself. Its differing endpoints were identical in
 * every second earlier run.
 */
export function historyOf(run: RunFile, count: number): RunSummary[] {
  const own = summaryOf(run);
  return Array.from({ length: count }, (_, index) => {
    const back = count - 1 - index;
    if (back === 0) return own;
    const startedAt = new Date(Date.parse(run.startedAt) - back * 86_400_000).toISOString();
    const endpoints = own.endpoints.map((each) =>
      each.verdict === 'differs' && back % 2 === 1
        ? { ...each, verdict: 'identical' as const, level: 4 }
        : each,
    );
    return { ...own, id: `run-${index}`, startedAt, endpoints };
  });
}
