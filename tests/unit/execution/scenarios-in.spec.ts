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

test('what is cached is what is loaded, for all that is shipped', { tag: '@long' }, async () => {
  const folder = ownOrShipped('scenarios');
  const loaded = await loadScenarios(folder, known);
  await scenariosIn({ scenarios: [folder] }, known);
  expect(await scenariosIn({ scenarios: [folder] }, known)).toEqual(loaded);
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

const folders = (folder: Folder) => ({
  scenarios: [join(folder.path, 'scenarios'), join(folder.path, 'own')],
});

test('several folders are one set; each may use the setups of the others', async ({ folder }) => {
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

test('a change of a setup in another folder is not missed by the cache', async ({ folder }) => {
  folder.write('own/mine.yaml', scenario('mine'));
  await scenariosIn(folders(folder), known);
  folder.write('scenarios/_shared/one.yaml', setup('/v2/tasks'));
  const mine = (await scenariosIn(folders(folder), known)).find(({ id }) => id === 'mine');
  expect(mine?.scenario?.steps[0]?.request.path).toBe('/v2/tasks');
});

test('a variable that is given replaces that of the file, and one that nothing uses is refused', async ({
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

test('setups are listed with the variables that they give', async ({ folder }) => {
  folder.write(
    'own/_shared/s.yaml',
    'name: s\nservice: glance\nvars: { word: a }\nsteps:\n  - POST: /v2/images\n    capture: { made: $.id }\n',
  );
  expect(setupsIn([join(folder.path, 'own')])).toMatchObject([
    { use: '_shared/s', name: 's', service: 'glance', gives: ['made', 'word'] },
  ]);
});
