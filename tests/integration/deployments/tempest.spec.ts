import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';
import { PYTHON } from '../../../src/deployments/machine/paths.ts';

const TEMPEST = fileURLToPath(new URL('../../../benchmarks/tempest/tempest_sides.py', import.meta.url));

test("Tempest's smoke tests have the same results on SQL and on ROME", { tag: '@long' }, async () => {
  const { stdout } = await promisify(execFile)(PYTHON, [TEMPEST, '--smoke']).catch((error) => error);
  expect(stdout).toMatch(
    /^\| SQL \| 2\d \| 0 \| \d+ \|\n\| ROME \| 2\d \| 0 \| \d+ \|\n\n0 differ\n0 fail on both$/m,
  );
});
