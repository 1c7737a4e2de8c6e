import { expect } from 'playwright/test';
import { whatToReproduce } from '../../../src/execution/what-to-reproduce.ts';
import type { RunFile } from '../../../src/model.ts';
import { loadScenarios } from '../../../src/runner/load/load.ts';
import type { Loaded } from '../../../src/runner/load/loaded.ts';
import { test as withFolder } from '../../support/files/folder.ts';
import { runFile, scenario } from '../../support/runs/results.ts';
import { INVENTORIES } from '../../support/scenarios/inventory.ts';
import { harnessError } from '../../support/scenarios/mistakes.ts';

const FIRST = '  - GET: /v2/images\n';

const test = withFolder.extend<{ all: readonly Loaded[] }>({
  all: async ({ folder }, use) => {
    folder.write('_shared/listed.yaml', `name: s\nservice: glance\nsteps:\n${FIRST}${FIRST}`);
    const head = 'name: n\nservice: glance\ntags: [images]\nsteps:\n';
    folder.write('glance/images/list.yaml', `${head}  - use: _shared/listed\n${FIRST}`);
    await use(await loadScenarios(folder.path, INVENTORIES));
  },
});

const chosen = (named: string, all: readonly Loaded[], last?: RunFile) =>
  whatToReproduce(named, all, last).index;

test('a step is named by its line, or by its position if it is of a shared file', async ({ all }) => {
  expect(chosen('glance/images/list:6', all)).toBe(2);
  expect(chosen('glance/images/list#1', all)).toBe(0);
  expect(chosen('glance/images/list#3', all)).toBe(2);
  for (const position of [0, 4]) {
    const error = await harnessError(() => chosen(`glance/images/list#${position}`, all));
    expect(error.failure).toMatchObject({ code: 'NOTHING_SELECTED', fix: 'It has 1 to 3.' });
  }
});

test('an item that is not a failed request names the scenario to run again; without failures, there is no item', async ({
  all,
}) => {
  const failure = { code: 'CLEANUP', message: 'left', side: 'target' as const };
  const unclean = runFile([scenario('glance/images/list', [], { failures: [failure] })], { target: 'rome' });
  const error = await harnessError(() => chosen('1', all, unclean));
  expect(error.failure.fix).toContain('run-scenarios --target rome glance/images/list');
  expect(await harnessError(() => chosen('2', all, unclean))).toHaveProperty('failure.fix', 'It has one: 1.');
  await expect(harnessError(() => chosen('1', all, runFile([])))).resolves.toMatchObject({
    message: 'The last run has no failure',
  });
});
