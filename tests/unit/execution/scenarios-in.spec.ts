import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { scenariosIn } from '../../../src/execution/scenarios-in.ts';
import { loadScenarios } from '../../../src/runner/load/load.ts';
import { inventories } from '../../../src/shipped/inventories.ts';
import { ownOrShipped } from '../../../src/shipped/paths.ts';
import { type Folder, test } from '../../support/folder.ts';

const scenario = (name: string) =>
  `name: ${name}\nservice: glance\nsteps:\n  - use: _shared/one\n  - GET: /v2/images\n    expect: { status: 200 }\n`;
const setup = (path: string) =>
  `name: one\nservice: glance\nsteps:\n  - GET: ${path}\n    expect: { status: 200 }\n`;

const known = inventories();
const before = process.env.XDG_CACHE_HOME;

test.beforeEach(({ folder }) => {
  process.env.XDG_CACHE_HOME = join(folder.path, 'cache');
  folder.write('scenarios/_shared/one.yaml', setup('/v2/images'));
  folder.write('scenarios/a.yaml', scenario('first'));
});
test.afterEach(() => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
});

const cached = (folder: Folder): readonly string[] => {
  const files = join(folder.path, 'cache/run-scenarios/scenarios');
  return readdirSync(files).map((name) => join(files, name));
};

const load = (folder: Folder) => scenariosIn(join(folder.path, 'scenarios'), known);

test('what is cached is what is loaded, for all that is shipped', async () => {
  const folder = ownOrShipped('scenarios');
  const loaded = await loadScenarios(folder, known);
  await scenariosIn(folder, known);
  expect(await scenariosIn(folder, known)).toEqual(loaded);
});

test('a second time comes from the cache, and a change of any file, a setup among them, does not', async ({
  folder,
}) => {
  await load(folder);
  const [file = ''] = cached(folder);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"first"', '"from the cache"'));
  expect((await load(folder))[0]?.scenario?.name).toBe('from the cache');

  folder.write('scenarios/_shared/one.yaml', setup('/v2/tasks'));
  const [changed] = await load(folder);
  expect(changed?.scenario?.name).toBe('first');
  expect(changed?.scenario?.steps[0]?.request.path).toBe('/v2/tasks');
});

test('mistakes are cached with the rest', async ({ folder }) => {
  folder.write('scenarios/b.yaml', scenario('x').replace('GET: /v2', 'GTE: /v2'));
  const first = await load(folder);
  expect(first[1]?.mistakes.length).toBeGreaterThan(0);
  expect(await load(folder)).toEqual(first);
});

test('a broken cache, and one that cannot be written, are no matter', async ({ folder }) => {
  const [first] = await load(folder);
  for (const file of cached(folder)) writeFileSync(file, '[{"id":');
  expect((await load(folder))[0]).toEqual(first);
  process.env.XDG_CACHE_HOME = folder.write('a-file', '');
  expect((await load(folder))[0]).toEqual(first);
});

test('few are kept', async ({ folder }) => {
  for (let index = 0; index < 9; index++) {
    folder.write('scenarios/a.yaml', scenario(`name ${index}`));
    await load(folder);
  }
  expect(cached(folder).length).toBeLessThanOrEqual(5);
});
