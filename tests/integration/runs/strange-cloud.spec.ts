import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';

/** A small part of benchmarks/strange-cloud/. */
test('scenarios are identical on a deployment configured unlike the baseline, or unavailable with a reason @long', () => {
  const script = join(PACKAGE_ROOT, 'benchmarks/strange-cloud/strange-cloud.mjs');
  const chosen = [
    'glance/info/stores',
    'glance/images/import-web',
    'nova/aggregates/hosts',
    'nova/quotas/sets',
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...chosen], { encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toContain('2 identical, 2 unavailable, 0 different');
  expect(stdout).toContain('nova/quotas/sets: attached has other quotas than baseline: cores 33, not 20');
  expect(stdout).toContain('glance/images/import-web: attached has no way for Glance to trust its own URL');
});
