import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';

const COMPARE = fileURLToPath(new URL('../../../benchmarks/comparison/compare.mjs', import.meta.url));

const FUZZ = fileURLToPath(new URL('../../../benchmarks/fuzz/fuzz.mjs', import.meta.url));

test('200 invalid files cause no crash, no printed password and no file in a wrong place', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [FUZZ, '200', '1']).catch((error) => error);
  expect(stdout).toMatch(/^200 inputs .*: 0 wrong$/m);
});

test('the comparison benchmark runs', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [COMPARE, '0.1']);
  expect(stdout).toMatch(
    /^0\.1 MB, \d+ elements, images, permuted: first [\d.]+ times, later [\d.]+ times, [\d.]+ ms\/MB, longest \d+ ms, peak \d+ MB$/m,
  );
});
