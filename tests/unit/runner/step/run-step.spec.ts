import { expect, test } from 'playwright/test';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import { responseRules } from '../../../../src/execution/response-rules.ts';
import type { Json, PerSide, Step } from '../../../../src/model.ts';
import type { Compared } from '../../../../src/runner/compare/compare-step.ts';
import { runStep } from '../../../../src/runner/step/run-step.ts';
import { INVENTORIES } from '../../../support/scenarios/inventory.ts';
import { type Side, side, stepTo } from '../../../support/servers/side.ts';

const SIGNAL = new AbortController().signal;
const READY = { headers: {}, body: { '$.status': { equals: 'ready' } } };
const POLLED = { poll: { until: READY, every: 200, timeout: 30_000 } };

/** Answers of each side in order; the last one repeats. */
let answers: PerSide<Json[]>;
let sides: PerSide<Side>;
let compared: Compared;

test.beforeEach(async () => {
  const from = (name: 'baseline' | 'target') =>
    side((_, reply) => {
      const [first] = answers[name];
      if (answers[name].length > 1) answers[name].shift();
      const headers = { 'content-type': 'application/json', date: 'Thu, 01 Jan 2026 10:00:13 GMT' };
      reply.writeHead(200, headers).end(JSON.stringify(first));
    });
  sides = { baseline: await from('baseline'), target: await from('target') };
  const own = { baseline: [] as [], target: [] as [] };
  compared = { correspondence: new Correspondence(), own, started: performance.now() };
});
test.afterEach(() => Promise.all([sides.baseline.close(), sides.target.close()]));

const run = (step: Step) =>
  runStep(step, { baseline: sides.baseline.state, target: sides.target.state }, compared, {
    inventories: INVENTORIES,
    rules: responseRules(INVENTORIES),
    signal: SIGNAL,
  });

const answer = (status: string, more: Record<string, Json> = {}): Json => ({
  status,
  note: 'saved',
  ...more,
});

test('a polled answer that differs is requested again until both sides have saved', async () => {
  answers = {
    baseline: [answer('busy'), answer('ready')],
    target: [answer('ready', { note: 'old' }), answer('ready', { note: 'old' }), answer('ready')],
  };
  const done = await run(stepTo('/v2/images/a', POLLED));
  expect(done.differences).toEqual([]);
  expect(done.performed.baseline.wait?.tries).toBe(2);
  expect(done.performed.target.wait?.tries).toBe(1);
  expect(done.performed.target.exchange?.response.body).toMatchObject({ value: { note: 'saved' } });
});

test('polled answers that still differ after five seconds are a difference', async () => {
  answers = { baseline: [answer('ready')], target: [answer('ready', { note: 'wrong' })] };
  const done = await run(stepTo('/v2/images/a', POLLED));
  expect(done.differences).toMatchObject([{ path: '$.note' }]);
  expect(sides.target.state.clock.now()).toBeLessThanOrEqual(5000);
  expect(sides.target.state.clock.now()).toBeGreaterThan(3000);
});

test('a polled answer that fails its expectation is requested again', async () => {
  const expected = { headers: {}, body: { '$.fault': { exists: true } } };
  const early = answer('ready');
  const late = answer('ready', { fault: 'none left' });
  answers = { baseline: [late], target: [early, late] };
  const done = await run(stepTo('/v2/images/a', { ...POLLED, expect: expected }));
  expect(done.performed.target.failures).toEqual([]);
  expect(done.differences).toEqual([]);
});

test('a step whose poll stopped is not requested again', async () => {
  answers = { baseline: [answer('ready')], target: [answer('broken')] };
  const stopOn = { headers: {}, body: { '$.status': { equals: 'broken' } } };
  const done = await run(stepTo('/v2/images/a', { poll: { ...POLLED.poll, stopOn } }));
  expect(done.performed.target.failures).toMatchObject([{ code: 'POLL_STOPPED' }]);
  expect(sides.target.state.clock.now()).toBe(0);
});

test('times of a state that one side reached later may be as much later there', async () => {
  const busy = Array.from({ length: 12 }, () => answer('busy'));
  const ready = (changed: string) =>
    answer('ready', { created_at: '2026-01-01T10:00:00Z', updated_at: `2026-01-01T10:00:${changed}Z` });
  const begun = { own: compared.own, started: performance.now() - 13_000 };
  compared = { ...begun, correspondence: new Correspondence() };
  answers = { baseline: [...busy, ready('12')], target: [ready('00')] };
  expect((await run(stepTo('/v2/images/a', POLLED))).differences).toEqual([]);
  compared = { ...begun, correspondence: new Correspondence() };
  answers = { baseline: [ready('12')], target: [ready('00')] };
  const other = { file: 'other.yaml', line: 1, column: 1 };
  expect((await run(stepTo('/v2/images/a', { ...POLLED, place: other }))).differences).not.toEqual([]);
});

test('a repeated request neither waits as for the state nor counts as a wait', async () => {
  const busy = Array.from({ length: 10 }, () => answer('busy'));
  answers = { baseline: [answer('ready')], target: [...busy, answer('ready', { note: 'wrong' })] };
  const step = stepTo('/v2/images/a', POLLED);
  const done = await run(step);
  const waited = done.performed.target.wait?.ms ?? 0;
  expect(waited).toBeGreaterThan(5000);
  expect(compared.waitedApart).toBe(waited);
  expect(sides.target.state.clock.now()).toBeLessThanOrEqual(2 * waited);
  expect(sides.target.state.clock.now()).toBeGreaterThan(1.8 * waited);
  expect(sides.target.state.connection.usualWaits.first(step.place, { every: 200, timeout: 60_000 }).ms).toBe(
    0.75 * waited,
  );
});

test('a step without a poll is requested once', async () => {
  answers = { baseline: [answer('ready')], target: [answer('ready', { note: 'old' }), answer('ready')] };
  expect((await run(stepTo('/v2/images/a'))).differences).toHaveLength(1);
});

test('no id pairs are recorded from an answer that is requested again', async () => {
  const [one, two] = ['0f7a9f0e-0000-4000-8000-00000000000', '1f7a9f0e-0000-4000-8000-00000000000'];
  const pair = (prefix: string | undefined, first: number, second: number) =>
    answer('ready', { first: `${prefix}${first}`, second: `${prefix}${second}` });
  answers = {
    baseline: [pair(one, 1, 2)],
    target: [{ ...(pair(two, 2, 1) as object), note: 'old' } as Json, pair(two, 1, 2)],
  };
  expect((await run(stepTo('/v2/images/a', POLLED))).differences).toEqual([]);
  expect(compared.correspondence.target(`${one}1`)).toBe(`${two}1`);
});
