import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';
import { PYTHON } from '../../../src/deployments/machine/paths.ts';

const TEMPEST = fileURLToPath(new URL('../../../benchmarks/tempest/tempest_sides.py', import.meta.url));

// Of all smoke tests, not those that boot servers on each host, which take longest.
const TESTS = String.raw`^tempest\.api\.(image|compute)\.`;

test("Tempest's smoke tests have the same results on SQL and on ROME", { tag: '@long' }, async () => {
  const { stdout } = await promisify(execFile)(PYTHON, [TEMPEST, '--smoke', '--tests', TESTS]).catch(
    (error) => error,
  );
  expect(stdout).toMatch(/^\| SQL \| (?<all>1[5-9] \| 0|2\d \| 0) \| \d+ \|\n\| ROME \| \k<all> \| /m);
  expect(stdout).toMatch(/^0 differ\n0 fail on both$/m);
});
