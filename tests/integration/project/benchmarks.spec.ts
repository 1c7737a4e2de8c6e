import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';
import { PYTHON } from '../../../src/deployments/machine/paths.ts';
import { installRelease } from '../../../src/deployments/releases/install-release.ts';
import { pythonOfRelease } from '../../../src/deployments/releases/releases.ts';
import { newestRelease } from '../../../src/shipped/locks.ts';

const COMPARE = fileURLToPath(new URL('../../../benchmarks/comparison/compare.mjs', import.meta.url));

const DIALECT_SUITE = fileURLToPath(
  new URL('../../../benchmarks/rome/rome_dialect_suite.py', import.meta.url),
);

const DB_TESTS = fileURLToPath(new URL('../../../benchmarks/rome/rome_db_tests.py', import.meta.url));
const STEPS = fileURLToPath(new URL('../../../benchmarks/speed/many_steps.mjs', import.meta.url));

const PEERS = fileURLToPath(new URL('../../../benchmarks/peers/peers.mjs', import.meta.url));

const FUZZ = fileURLToPath(new URL('../../../benchmarks/fuzz/fuzz.mjs', import.meta.url));

test('200 invalid files cause no crash, no printed password and no file in a wrong place', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [FUZZ, '200', '1']).catch((error) => error);
  expect(stdout).toMatch(/^200 inputs .*: 0 wrong$/m);
});

test("SQLAlchemy's own suite for dialects passes on ROME", async () => {
  expect(await dialectSuite(PYTHON)).toMatch(/^4\d\d passed, 0 failed, 2\d\d left out$/m);
});

test("the suite of the newest release's SQLAlchemy passes, too", async () => {
  const newest = newestRelease();
  await installRelease(newest, { progress: () => {}, signal: new AbortController().signal });
  expect(await dialectSuite(pythonOfRelease(newest))).toMatch(/^6\d\d passed, 0 failed, [78]\d\d left out$/m);
});

test("Glance's own tests of its database pass on the newest release, too", async () => {
  const newest = newestRelease();
  await installRelease(newest, { progress: () => {}, signal: new AbortController().signal });
  const { stdout } = await promisify(execFile)(pythonOfRelease(newest), [
    DB_TESTS,
    '--services',
    'glance',
  ]).catch((error) => error);
  // One test expects files of Glance's repository, on SQLite too.
  expect(stdout).toMatch(
    /^\| Glance \S+ \| 2\.0\.\d+ \| 252 \| 251 \| 251 \| {2}\|\n\n0 fail on ROME alone$/m,
  );
});

const dialectSuite = (python: string): Promise<string> =>
  promisify(execFile)(python, ['-W', 'ignore', DIALECT_SUITE]).then(
    ({ stdout }) => stdout,
    ({ stdout }) => stdout,
  );

test('the comparison benchmark runs', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [COMPARE, '0.1']);
  expect(stdout).toMatch(
    /^0\.1 MB, \d+ elements, images, permuted: first [\d.]+ times, later [\d.]+ times, [\d.]+ ms\/MB, longest \d+ ms, peak \d+ MB$/m,
  );
});

test('a run of many steps and a bare loop send the same requests', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [STEPS, '--steps', '20', '--rounds', '1']);
  expect(stdout).toMatch(
    /^20 steps in 1 scenarios, .*\ncpu: [\d.]+ s, a bare loop [\d.]+ s, ratio [\d.]+\nwall: .*\nmemory: \d+ MB, a bare loop \d+ MB, ratio [\d.]+$/m,
  );
});

test('the comparison with other tools sends as many requests as it says', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    PEERS,
    ...'--requests 10 --rounds 1 bare run-scenarios'.split(' '),
  ]);
  expect(stdout).toMatch(/^\| 10 requests \|.*\n.*\n\| bare \|.*\n\| run-scenarios \|.* \| 1\.00 \|$/m);
});
