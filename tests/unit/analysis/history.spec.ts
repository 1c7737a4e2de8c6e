import { expect, test } from 'playwright/test';
import { changesSince, flakyEndpoints, summaryOf, timingsOf } from '../../../src/analysis/history.ts';
import type { EndpointResult, RunSummary, Verdict } from '../../../src/model.ts';
import { endpointResult, exchange, missing, runFile, scenario, step } from '../../support/runs/results.ts';

const A = 'GET /v2/images';

const summary = (verdict: Verdict, parts: Partial<RunSummary> = {}): RunSummary => ({
  version: 1,
  id: 'r',
  startedAt: '2026-01-01T00:00:00.000Z',
  baseline: 'sql',
  target: 'rome',
  digest: 'd1',
  endpoints: [{ service: 'glance', endpoint: A, verdict, level: verdict === 'identical' ? 4 : 2 }],
  missing: [],
  ms: 1,
  ...parts,
});

test('a summary keeps verdicts, levels, median times and missing queries', () => {
  const times = (baseline: number, target: number) =>
    step({ exchanges: { baseline: exchange({ ms: baseline }), target: exchange({ ms: target }) } });
  const half: EndpointResult = endpointResult({
    endpoint: 'GET /b',
    verdict: 'refused',
    levels: { called: true, answered: true, valid: false, identical: false },
  });
  const run = runFile([scenario('a', [times(1, 10), times(3, 30), times(100, 20), times(4, 40)])], {
    digest: 'd',
    endpoints: [endpointResult(), half],
    missing: [missing('image_get', 'limit')],
  });
  expect(summaryOf(run)).toMatchObject({
    digest: 'd',
    endpoints: [
      { endpoint: A, verdict: 'identical', level: 4, ms: { baseline: 3.5, target: 25 } },
      { endpoint: 'GET /b', verdict: 'refused', level: 2 },
    ],
    missing: ['image_get limit'],
    ms: 1000,
    scenarios: { a: 40 },
  });
});

test('requests that only one side answered have no times', () => {
  const alone = step({ exchanges: { baseline: exchange() } });
  expect(timingsOf(runFile([scenario('a', [alone])]))).toEqual([]);
});

test('changes list better and worse verdicts, new queries and solved queries', () => {
  const before = summary('identical', { missing: ['f limit', 'f order_by'] });
  const now = summary('refused', { missing: ['f order_by', 'g union'] });
  expect(changesSince(before, now)).toMatchObject({
    verdicts: [{ endpoint: A, from: 'identical', to: 'refused', better: false }],
    appeared: ['g union'],
    solved: ['f limit'],
    levels: { glance: [1, 1, 1, 1] },
  });
  expect(changesSince(now, before).verdicts).toMatchObject([{ better: true }]);
  expect(changesSince(now, now)).toMatchObject({ verdicts: [], appeared: [], solved: [] });
});

test('a change from unreached is an improvement; a change from identical to gone is not', () => {
  expect(changesSince(summary('unreached'), summary('differs')).verdicts).toMatchObject([{ better: true }]);
  expect(changesSince(summary('identical'), summary('gone')).verdicts).toMatchObject([{ better: false }]);
});

test('an endpoint is flaky if its verdict changes although code and target are the same', () => {
  const runs = (...verdicts: readonly (readonly [Verdict, Partial<RunSummary>?])[]) =>
    flakyEndpoints(verdicts.map(([verdict, parts]) => summary(verdict, parts))).map(({ changes }) => changes);
  expect(runs(['identical'], ['differs'], ['identical'])).toEqual([2]);
  expect(runs(['identical'], ['differs', { digest: 'd2' }], ['identical'])).toEqual([]);
  expect(runs(['identical'], ['differs', { target: 'rome-2015' }])).toEqual([]);
  expect(runs(['identical'], ['identical'])).toEqual([]);
});
