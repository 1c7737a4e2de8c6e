import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';

const FALSE_ALARMS = fileURLToPath(new URL('../../../benchmarks/mutants/false_alarms.mjs', import.meta.url));

/** Scenarios with each kind of write: of objects, through a query, of several rows, of a server with its cascades. */
const SCENARIOS = [
  'glance/images/update',
  'glance/images/tags-of-two',
  'glance/metadefs/namespaces-delete',
  'glance/metadefs/tags-create-many',
  'nova/server-metadata',
];

test('without a mistake, both sides have the same queries', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [FALSE_ALARMS, ...SCENARIOS]);
  const [, steps, failing, diverging] = /^(\d+) steps, (\d+) failing, (\d+) with/m.exec(stdout) ?? [];
  expect(Number(failing), stdout).toBe(0);
  expect(Number(steps), stdout).toBeGreaterThan(80);
  // Background work of servers may happen at another time.
  expect(Number(diverging) / Number(steps), stdout).toBeLessThan(0.05);
});
