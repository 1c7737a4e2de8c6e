import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'playwright/test';
import { HarnessError } from '../../../../src/errors.ts';
import { exitCodeOfRun } from '../../../../src/execution/finish-run.ts';
import { responseRules } from '../../../../src/execution/response-rules.ts';
import { EXIT } from '../../../../src/exit-codes.ts';
import type { Deployment, RunFile, Scenario } from '../../../../src/model.ts';
import type { ResponseRules } from '../../../../src/runner/run/response-rules.ts';
import { type RunOptions, run } from '../../../../src/runner/run/run.ts';
import { test } from '../../../support/files/folder.ts';
import { INVENTORIES } from '../../../support/scenarios/inventory.ts';
import { type Side, side, statusIs, stepTo } from '../../../support/servers/side.ts';

let here: Side;
let there: Side;
let removed: string[];
/** Answers of the deployment by method and path; 200 with `{}` for others. */
let answers: Readonly<Record<string, unknown>>;
let silent: RegExp | undefined;
let asked: () => void;

test.beforeEach(async () => {
  removed = [];
  answers = {};
  silent = undefined;
  asked = () => {};
  let made = 0;
  const answer: Parameters<typeof side>[0] = (request, reply) => {
    const path = (request.url ?? '').replace(/\?.*/, '');
    const what = `${request.method} ${path}`;
    if (request.method === 'DELETE') removed.push(path);
    if (silent?.test(what)) return asked();
    const id = `id-${made++}`;
    const usual = { project: { id }, user: { id }, roles: [{ id }] };
    reply.writeHead(200, { 'content-type': 'application/json' });
    reply.end(JSON.stringify(answers[what] ?? (path.startsWith('/v3/') ? usual : {})));
  };
  [here, there] = [await side(answer), await side(answer)];
});
test.afterEach(async () => {
  await here.close();
  await there.close();
});

const scenario = (id: string, parts: Partial<Scenario> = {}): Scenario =>
  ({
    ...{
      id,
      file: `${id}.yaml`,
      name: id,
      service: 'glance',
      tags: [],
      vars: {},
      locks: [],
      exclusive: false,
    },
    ...{ steps: [stepTo('/v2/images')], cleanup: [stepTo(`/v2/images/${id}`)] },
    ...parts,
  }) as Scenario;

const runAll = (
  folder: { readonly path: string },
  scenarios: readonly Scenario[],
  options: Partial<RunOptions> = {},
): Promise<RunFile> => {
  const [baseline, target] = [here, there].map(({ state }) => state.connection.deployment) as [
    Deployment,
    Deployment,
  ];
  return run(scenarios, {
    deployments: { baseline, target },
    inventories: INVENTORIES,
    rules: responseRules(INVENTORIES),
    filters: [],
    workers: 1,
    folder: join(folder.path, `run-${Math.random()}`),
    keep: false,
    onKept: () => {},
    signal: new AbortController().signal,
    rootCause: async (error) => error,
    onEvent: () => {},
    ...options,
  });
};

/** Rules of which those for the first scenario's responses throw. */
const throwing = (thrown: () => unknown): RunOptions['rules'] => {
  let calls = 0;
  const rule = async () => {
    if (calls++ < 2) throw thrown();
    return 'data';
  };
  return { ...responseRules(INVENTORIES), glance: { rule } as unknown as ResponseRules };
};

test('whatever a scenario throws is its own failure; it is cleaned up, and the others run', async ({
  folder,
}) => {
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (thrown) => {
      removed = [];
      const finished = await runAll(folder, [scenario('a'), scenario('b')], {
        rules: throwing(() => thrown),
      });
      expect(finished).toMatchObject({
        status: 'finished',
        scenarios: [{ id: 'a' }, { id: 'b', failures: [] }],
      });
      expect(finished.scenarios[0]?.failures).toMatchObject([
        { code: 'INTERNAL', place: { file: 'a.yaml' } },
      ]);
      // A project and a user on both sides for each scenario.
      expect(removed.filter((path) => path.startsWith('/v3/'))).toHaveLength(2 * 2 * 2);
      expect(exitCodeOfRun(finished, [])).toBe(EXIT.harness);
    }),
    { numRuns: 20 },
  );
});

test('an error that concerns the whole run stops it', async ({ folder }) => {
  const died = () => new HarnessError('DEPLOYMENT_DIED', 'rome exited');
  const finished = await runAll(folder, [scenario('a'), scenario('b')], { rules: throwing(died) });
  expect(finished).toMatchObject({ status: 'aborted', abort: { code: 'DEPLOYMENT_DIED' } });
  expect(finished.scenarios.map(({ id, brokenOff }) => [id, brokenOff])).toEqual([['a', true]]);
});

for (const [what, answer] of Object.entries({
  'GET /v3/roles': { roles: { a: 1 } },
  'POST /v3/projects': { project: { id: { a: 1 } } },
  'POST /v3/users': { user: { id: '../../v3/users/admin' } },
}))
  test(`a wrong answer of Keystone to ${what} fails the scenario`, async ({ folder }) => {
    answers = { [what]: answer };
    const finished = await runAll(folder, [scenario('a'), scenario('b')]);
    expect(finished.status).toBe('finished');
    for (const { failures } of finished.scenarios)
      expect(failures.map(({ code }) => code)).toEqual(['SERVICE_FAILED', 'SERVICE_FAILED']);
    expect(removed.every((path) => /^\/v3\/(users|projects)\/id-\d+$/.test(path))).toBe(true);
  });

test('a scenario that is interrupted while it polls is in the results, with its cleanup', async ({
  folder,
}) => {
  const stop = new AbortController();
  const interrupted = new HarnessError('INTERRUPTED', 'Interrupted by SIGINT');
  const polled = stepTo('/v2/images', {
    poll: { until: statusIs(404), every: 60_000, timeout: 600_000 },
  });
  const cleanup = [stepTo('${glance}:1/elsewhere')];
  const running = runAll(folder, [scenario('a', { steps: [polled], cleanup })], { signal: stop.signal });
  setTimeout(() => stop.abort(interrupted), 500);
  const finished = await running;
  expect(finished).toMatchObject({ status: 'aborted', abort: { code: 'INTERRUPTED' } });
  const [result] = finished.scenarios;
  expect(result).toMatchObject({ id: 'a', brokenOff: true });
  expect(result?.failures.map(({ code, side }) => `${code} ${side}`)).toEqual([
    'CLEANUP baseline',
    'CLEANUP target',
  ]);
});

test('an interruption ends a request to Keystone', async ({ folder }) => {
  const stop = new AbortController();
  silent = /roles/;
  asked = () => stop.abort(new HarnessError('INTERRUPTED', 'Interrupted by SIGINT'));
  const started = performance.now();
  const finished = await runAll(folder, [scenario('a')], { signal: stop.signal });
  expect(finished).toMatchObject({ status: 'aborted', abort: { code: 'INTERRUPTED' } });
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(removed.length).toBeGreaterThan(0);
});
