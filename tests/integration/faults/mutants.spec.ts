import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'playwright/test';
import { test } from '../../support/commands/command-line.ts';

const MUTANTS = fileURLToPath(new URL('../../../benchmarks/mutants/mutants.mjs', import.meta.url));

test('a run names the function and line of random mistakes in the copy', async ({ commandLine }) => {
  const { code } = await commandLine.startRun(
    'rome',
    'glance/images/members',
    'glance/metadefs/objects-update',
    'glance/metadefs/objects-list-paging',
  ).ended;
  expect(code).toBe(0);
  const [name = ''] = commandLine.runNames();
  const { stdout } = await promisify(execFile)(process.execPath, [
    MUTANTS,
    ...'--service glance --sample 14 --seed 7 --run'.split(' '),
    join(commandLine.reports, name, 'run.json'),
  ]);
  rmSync(/^folder: (.*)$/m.exec(stdout)?.[1] ?? '', { recursive: true, force: true });
  const [, visible, ran, located, first, wrong] =
    /^\| (\d+) of (\d+) \| ([\d.]+) % \| ([\d.]+) % \| ([\d.]+) % \|$/m.exec(stdout)?.map(Number) ?? [];
  expect(ran, stdout).toBe(14);
  expect(visible, stdout).toBeGreaterThan(4);
  expect({ located, first, wrong }, stdout).toEqual({ located: 100, first: 100, wrong: 0 });
  expect(stdout).toMatch(/^control, without a mistake: 0 failing steps$/m);
});
