import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { scenariosIn } from '../../../src/execution/scenarios-in.ts';
import { loadScenarios } from '../../../src/runner/load/load.ts';
import { setupsIn } from '../../../src/runner/load/setups-in.ts';
import { inventories } from '../../../src/shipped/inventories.ts';
import { ownOrShipped } from '../../../src/shipped/paths.ts';
import { type Folder, test } from '../../support/files/folder.ts';

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

const load = (folder: Folder) => scenariosIn({ scenarios: [join(folder.path, 'scenarios')] }, known);

test('the cache returns the same shipped scenarios as loading them', { tag: '@long' }, async () => {
  const folder = ownOrShipped('scenarios');
  const loaded = await loadScenarios(folder, known);
  await scenariosIn({ scenarios: [folder] }, known);
  expect(await scenariosIn({ scenarios: [folder] }, known)).toEqual(loaded);
});

test('a second load uses the cache unless a file, even a setup, has changed', async ({ folder }) => {
  await load(folder);
  const [file = ''] = cached(folder);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"first"', '"from the cache"'));
  expect((await load(folder))[0]?.scenario?.name).toBe('from the cache');

  folder.write('scenarios/_shared/one.yaml', setup('/v2/tasks'));
  const [changed] = await load(folder);
  expect(changed?.scenario?.name).toBe('first');
  expect(changed?.scenario?.steps[0]?.request.path).toBe('/v2/tasks');
});

test('mistakes are cached, too', async ({ folder }) => {
  folder.write('scenarios/b.yaml', scenario('x').replace('GET: /v2', 'GTE: /v2'));
  const first = await load(folder);
  expect(first[1]?.mistakes.length).toBeGreaterThan(0);
  expect(await load(folder)).toEqual(first);
});

test('a broken cache and an unwritable cache folder are ignored', async ({ folder }) => {
  const [first] = await load(folder);
  for (const file of cached(folder)) writeFileSync(file, '[{"id":');
  expect((await load(folder))[0]).toEqual(first);
  process.env.XDG_CACHE_HOME = folder.write('a-file', '');
  expect((await load(folder))[0]).toEqual(first);
});

test('at most five cache files are kept', async ({ folder }) => {
  for (let index = 0; index < 9; index++) {
    folder.write('scenarios/a.yaml', scenario(`name ${index}`));
    await load(folder);
  }
  expect(cached(folder).length).toBeLessThanOrEqual(5);
});

const folders = (folder: Folder) => ({
  scenarios: [join(folder.path, 'scenarios'), join(folder.path, 'own')],
});

test('several folders form one set and share setups; duplicate ids are an error', async ({ folder }) => {
  folder.write('own/mine.yaml', scenario('mine'));
  const loaded = await scenariosIn(folders(folder), known);
  expect(loaded.flatMap(({ mistakes }) => mistakes)).toEqual([]);
  expect(loaded.map(({ id }) => id)).toEqual(['a', 'mine']);
  expect(loaded.at(-1)?.scenario?.steps.length).toBe(loaded[0]?.scenario?.steps.length);

  folder.write('own/a.yaml', scenario('a twin'));
  await expect(scenariosIn(folders(folder), known)).rejects.toMatchObject({
    failure: { code: 'COMMAND_LINE' },
  });
});

test('the cache notices a changed setup in another folder', async ({ folder }) => {
  folder.write('own/mine.yaml', scenario('mine'));
  await scenariosIn(folders(folder), known);
  folder.write('scenarios/_shared/one.yaml', setup('/v2/tasks'));
  const mine = (await scenariosIn(folders(folder), known)).find(({ id }) => id === 'mine');
  expect(mine?.scenario?.steps[0]?.request.path).toBe('/v2/tasks');
});

test('a given variable replaces that of the file; a variable that no scenario uses is rejected', async ({
  folder,
}) => {
  folder.write(
    'own/v.yaml',
    'name: v\nservice: glance\nvars: { word: a }\nsteps:\n  - GET: /v2/images?name=${word}&owner=${who}\n',
  );
  const source = { scenarios: [join(folder.path, 'own')] };
  expect((await scenariosIn(source, known))[0]?.mistakes).toMatchObject([{ code: 'VARIABLE_UNKNOWN' }]);
  const [v] = await scenariosIn({ ...source, var: { word: 'b', who: 'me' } }, known);
  expect(v?.mistakes).toEqual([]);
  expect(v?.scenario?.vars).toEqual({ word: 'b', who: 'me' });
  for (const name of ['wrod', 'uuid1'])
    await expect(scenariosIn({ ...source, var: { [name]: 'b' } }, known)).rejects.toMatchObject({
      failure: { code: 'COMMAND_LINE' },
    });
});

test('setups are listed with the variables that they provide', async ({ folder }) => {
  folder.write(
    'own/_shared/s.yaml',
    'name: s\nservice: glance\nvars: { word: a }\nsteps:\n  - POST: /v2/images\n    capture: { made: $.id }\n',
  );
  expect(setupsIn([join(folder.path, 'own')])).toMatchObject([
    { use: '_shared/s', name: 's', service: 'glance', gives: ['made', 'word'] },
  ]);
});
