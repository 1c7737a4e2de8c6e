import type { ServerResponse } from 'node:http';
import { expect, test } from 'playwright/test';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import { responseRules } from '../../../../src/execution/response-rules.ts';
import type { AtOnce, Outcome, PerSide, Step } from '../../../../src/model.ts';
import { runAtOnce } from '../../../../src/runner/step/run-at-once.ts';
import { isFailing } from '../../../../src/runner/step/run-step.ts';
import { INVENTORIES } from '../../../support/scenarios/inventory.ts';
import { type Side, side, stepTo } from '../../../support/servers/side.ts';

const REQUESTS = 4;
const SIGNAL = new AbortController().signal;

/** Statuses that each side answers, in the order in which the requests arrive. */
let statuses: PerSide<readonly number[]>;
let sides: PerSide<Side>;

test.beforeEach(async () => {
  /** Answers no request before all have arrived, so requests one after another would wait forever. */
  const from = (name: 'baseline' | 'target') => {
    const waiting: ServerResponse[] = [];
    return side((_, reply) => {
      if (waiting.push(reply) < REQUESTS) return;
      for (const [index, each] of waiting.entries()) {
        const status = statuses[name][index] ?? 500;
        each.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ code: status }));
      }
    });
  };
  sides = { baseline: await from('baseline'), target: await from('target') };
});
test.afterEach(() => Promise.all([sides.baseline.close(), sides.target.close()]));

const run = (outcomes?: AtOnce['outcomes']) => {
  const place = { file: 'a.yaml', line: 3, column: 5 };
  const group = { name: 'race', place, of: REQUESTS, ...(outcomes ? { outcomes } : {}) };
  const steps = Array.from(
    { length: REQUESTS },
    (_, index): Step =>
      stepTo('/v2/images/a', {
        name: `race (${index + 1} of ${REQUESTS})`,
        request: { method: 'DELETE', path: '/v2/images/a', headers: {} },
        atOnce: { ...group, number: index + 1 },
      }),
  );
  const compared = {
    correspondence: new Correspondence(),
    own: { baseline: [], target: [] },
    started: performance.now(),
  };
  return runAtOnce(
    steps[0]?.atOnce as AtOnce,
    steps,
    { baseline: sides.baseline.state, target: sides.target.state },
    compared,
    { inventories: INVENTORIES, rules: responseRules(INVENTORIES), signal: SIGNAL },
  );
};

const outcome = (varies: boolean): Outcome => ({
  atLeast: 0,
  atMost: REQUESTS,
  varies,
  expect: { headers: {}, body: {} },
  places: {},
});

/** The statuses of both sides, for each step. */
const answered = (done: Awaited<ReturnType<typeof run>>) =>
  done.map(({ performed }) =>
    [performed.baseline, performed.target].map(({ exchange }) => exchange?.response.status),
  );

test('requests are sent at the same moment, and the order of the answers is no difference', async () => {
  statuses = { baseline: [204, 404, 404, 404], target: [404, 404, 204, 404] };
  const done = await run();
  expect(done.map(({ step }) => step.name)).toEqual([1, 2, 3, 4].map((number) => `race (${number} of 4)`));
  expect(answered(done).every(([baseline, target]) => baseline === target)).toBe(true);
  expect(done.filter(isFailing)).toEqual([]);
});

test('each request has its own id', async () => {
  statuses = { baseline: [204, 204, 204, 204], target: [204, 204, 204, 204] };
  const done = await run();
  expect(new Set(done.map(({ performed }) => performed.target.exchange?.requestId)).size).toBe(REQUESTS);
});

test('another number of successes is one difference', async () => {
  statuses = { baseline: [204, 404, 404, 404], target: [404, 204, 204, 404] };
  const failing = (await run()).filter(isFailing);
  expect(failing.map(({ differences }) => differences)).toMatchObject([[{ kind: 'status' }]]);
});

test('which outcome varies is not compared, but a server error is', async () => {
  const outcomes = { 204: outcome(true), 404: outcome(true) };
  statuses = { baseline: [204, 404, 404, 404], target: [404, 204, 204, 500] };
  const failing = (await run(outcomes)).filter(isFailing);
  expect(failing).toHaveLength(1);
  expect(failing[0]?.differences).toMatchObject([{ kind: 'status', target: 500 }]);
  expect(failing[0]?.performed.target.failures).toMatchObject([
    { code: 'EXPECTATION', message: 'status is 500, expected 204 or 404', place: { line: 3 } },
  ]);
});

test('a failed count is a failure of its side alone', async () => {
  const outcomes = { 204: { ...outcome(true), atLeast: 1, atMost: 1 }, 404: outcome(true) };
  statuses = { baseline: [204, 404, 404, 404], target: [204, 204, 404, 404] };
  const done = await run(outcomes);
  expect(done.flatMap(({ performed }) => performed.baseline.failures)).toEqual([]);
  expect(done.flatMap(({ performed }) => performed.target.failures)).toMatchObject([
    { message: '2 of 4 answers have status 204, expected 1' },
  ]);
});
