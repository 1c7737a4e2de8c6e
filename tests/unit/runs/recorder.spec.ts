import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { RunFile, ScenarioResult } from '../../../src/model.ts';
import { type Clock, type Recorded, Recorder } from '../../../src/runs/recorder.ts';
import { type Folder, test } from '../../support/files/folder.ts';
import { missing, scenario, step } from '../../support/runs/results.ts';
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

/** A clock that moves by a millisecond whenever somebody looks at it, and by what a test lets pass. */
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

test('the file describes the run from its start to its end', async ({ folder }) => {
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

test('an interrupted run says why', ({ folder }) => {
  const recorder = record(folder);
  recorder.finish('aborted', 0, { abort: { code: 'DEPLOYMENT_DIED', message: 'Glance ended' } });
  expect(read(recorder)).toMatchObject({ status: 'aborted', abort: { code: 'DEPLOYMENT_DIED' } });
});

test('nothing is left beside the file', ({ folder }) => {
  const recorder = record(folder);
  expect(existsSync(`${recorder.file}.next`)).toBe(false);
});

test('a long file is not written for every scenario, but soon', ({ folder }) => {
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

test('a full disk is one clear error, and what was written before stays', async ({ folder }) => {
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

test('a folder that cannot be made is one clear error', async ({ folder }) => {
  folder.write('deep', 'a file where the folder should be');
  const error = await harnessError(() => record(folder));
  expect(error.code).toBe('REPORT_FAILED');
});
