import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { RunFile, ScenarioResult } from '../../../src/model.ts';
import { type Clock, type Recorded, Recorder } from '../../../src/runs/recorder.ts';
import { type Folder, test } from '../../support/files/folder.ts';
import { exchange, missing, response, scenario, step } from '../../support/runs/results.ts';
import { INVENTORIES } from '../../support/scenarios/inventory.ts';
import { harnessError } from '../../support/scenarios/mistakes.ts';

const HEAD = {
  id: 'run-1',
  startedAt: '2026-01-01T00:00:00Z',
  baseline: 'sql',
  target: 'rome',
  filters: [],
  planned: 2,
  unavailable: [],
};
const record = (folder: Folder): Recorder => new Recorder(join(folder.path, 'deep/run'), HEAD, INVENTORIES);
const of = (result: ScenarioResult): Recorded => ({ result, requirements: [], uses: [] });

const read = ({ file }: Recorder): RunFile => JSON.parse(readFileSync(file, 'utf8'));

/** A clock that advances by a millisecond at each reading, and by the milliseconds given to `pass`. */
function movedClock(): Clock & { pass(ms: number): void } {
  let now = 0;
  let due: { readonly at: number; readonly action: () => void } | undefined;
  return {
    now: () => now++,
    after: (ms, action) => {
      due = { at: now + ms, action };
      return () => {
        due = undefined;
      };
    },
    pass: (ms) => {
      now += ms;
      if (due && due.at <= now) due.action();
    },
  };
}

test('the run file is up to date from the start to the end of the run', async ({ folder }) => {
  const recorder = record(folder);
  expect(read(recorder)).toMatchObject({
    ...HEAD,
    version: 1,
    status: 'running',
    scenarios: [],
    releases: { glance: '25.1.0' },
  });
  recorder.add(of(scenario('glance/b', [step({ verdict: 'refused', missing: [missing('f', 'limit')] })])));
  await expect
    .poll(() => read(recorder))
    .toMatchObject({ status: 'running', scenarios: [{ id: 'glance/b' }], missing: [{ id: 'f limit' }] });
  expect(read(recorder).endpoints.map(({ verdict }) => verdict)).toContain('refused');
  recorder.add(of(scenario('glance/a', [step()])));
  const finished = recorder.finish('finished', 123);
  expect(read(recorder)).toEqual(JSON.parse(JSON.stringify(finished)));
  expect(finished).toMatchObject({ status: 'finished', ms: { waiting: 123 } });
  expect(finished.scenarios.map(({ id }) => id)).toEqual(['glance/a', 'glance/b']);
  expect(Date.parse(finished.finishedAt ?? '')).not.toBeNaN();
});

test('the run file of an interrupted run contains the reason', ({ folder }) => {
  const recorder = record(folder);
  recorder.finish('aborted', 0, { abort: { code: 'DEPLOYMENT_DIED', message: 'Glance ended' } });
  expect(read(recorder)).toMatchObject({ status: 'aborted', abort: { code: 'DEPLOYMENT_DIED' } });
});

test('no temporary file is left', ({ folder }) => {
  const recorder = record(folder);
  expect(existsSync(`${recorder.file}.next`)).toBe(false);
});

test('a long run file is written less often than scenarios finish, but soon', ({ folder }) => {
  const clock = movedClock();
  const recorder = new Recorder(join(folder.path, 'deep/run'), HEAD, INVENTORIES, new Map(), clock);
  const written = new Set<number>();
  for (let n = 0; n < 200; n++) {
    recorder.add(of(scenario(`glance/${n}`, [step()])));
    written.add(read(recorder).scenarios.length);
  }
  expect(written.size).toBeGreaterThan(1);
  expect(written.size).toBeLessThan(10);
  clock.pass(10_000);
  expect(read(recorder).scenarios).toHaveLength(200);
});

test('a full disk is REPORT_FAILED; the run file written before is unchanged', async ({ folder }) => {
  const recorder = record(folder);
  recorder.add(of(scenario('glance/a', [step()])));
  await expect.poll(() => read(recorder).scenarios).toHaveLength(1);
  symlinkSync('/dev/full', `${recorder.file}.next`);
  const error = await harnessError(() => {
    recorder.add(of(scenario('glance/b', [step()])));
    recorder.finish('finished', 0);
  });
  expect(error.code).toBe('REPORT_FAILED');
  expect(error.kind).toBe('harness');
  expect(read(recorder).scenarios.map(({ id }) => id)).toEqual(['glance/a']);
});

test('a folder that cannot be created is REPORT_FAILED', async ({ folder }) => {
  folder.write('deep', 'a file in place of the folder');
  const error = await harnessError(() => record(folder));
  expect(error.code).toBe('REPORT_FAILED');
});

test('bodies of answers are read from the run file, even after it is replaced or removed', ({ folder }) => {
  const recorder = record(folder);
  const names = ['c', 'ä', 'b', 'a'];
  const bodyOf = (name: string) => ({ kind: 'json', value: { name, text: 'ü'.repeat(1000) } }) as const;
  const named = (name: string) => {
    const sent = exchange({ response: response({ body: bodyOf(name) }) });
    return scenario(`glance/${name}`, [step(), step({ exchanges: { baseline: sent, target: sent } })]);
  };
  for (const name of names) recorder.add(of(named(name)));
  const { scenarios } = recorder.finish('finished', 0);
  const found = (run: Pick<RunFile, 'scenarios'>) =>
    new Map(run.scenarios.map(({ id, steps }) => [id, steps[1]?.exchanges.target?.response.body]));
  const expected = new Map(names.map((name) => [`glance/${name}`, bodyOf(name)]));
  expect(found(read(recorder))).toEqual(expected);
  rmSync(recorder.file);
  expect(found({ scenarios })).toEqual(expected);
});

test('a result does not keep the bodies of answers in memory', ({ folder }) => {
  const recorder = record(folder);
  const value = { name: 'cirros' };
  const sent = exchange({ response: response({ body: { kind: 'json', value } }) });
  recorder.add(of(scenario('glance/a', [step({ exchanges: { baseline: sent, target: sent } })])));
  const { scenarios } = recorder.finish('finished', 0);
  const body = scenarios[0]?.steps[0]?.exchanges.target?.response.body;
  expect(body).toEqual({ kind: 'json', value });
  expect(body?.kind === 'json' && body.value).not.toBe(value);
});
