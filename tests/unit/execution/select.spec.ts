import { join } from 'node:path';
import { expect } from 'playwright/test';
import { select, served } from '../../../src/execution/select.ts';
import type { Scenario } from '../../../src/model.ts';
import { loadScenarios } from '../../../src/runner/load/load.ts';
import { type Loaded, withoutMistakes } from '../../../src/runner/load/loaded.ts';
import { test as withFolder } from '../../support/files/folder.ts';
import { INVENTORIES } from '../../support/scenarios/inventory.ts';
import { harnessError } from '../../support/scenarios/mistakes.ts';

const text = (step: string, tags: string): string =>
  `name: n\nservice: glance\ntags: [${tags}]\nsteps:\n  - ${step}\n`;

const test = withFolder.extend<{ all: readonly Loaded[] }>({
  all: async ({ folder }, use) => {
    folder.write('glance/images/list.yaml', text('GET: /v2/images', 'images, paging'));
    folder.write('glance/images/list-sort.yaml', text('GET: /v2/images?sort=name', 'images'));
    folder.write('glance/images/show.yaml', text('GET: /v2/images/x', 'images'));
    folder.write('glance/imagesets/create.yaml', text('POST: /v2/images', 'sets'));
    await use(await loadScenarios(folder.path, INVENTORIES));
  },
});
const ids = (scenarios: readonly Scenario[]): string[] =>
  scenarios.map(({ id }) => id.replace('glance/', '')).sort();

const IMAGES = ['images/list', 'images/list-sort', 'images/show'];
const FILTERS: Readonly<Record<string, readonly string[]>> = {
  'glance/images/list': ['images/list'],
  'glance/images/list.yaml': ['images/list'],
  'scenarios/glance/imagesets/create.yaml': ['imagesets/create'],
  './scenarios/glance/images/': IMAGES,
  'glance/images': IMAGES,
  paging: ['images/list'],
  glance: [...IMAGES, 'imagesets/create'],
  'GET /v2/images': ['images/list', 'images/list-sort'],
  'GET /v2/images/{image_id}': ['images/show'],
};
for (const [filter, expected] of Object.entries(FILTERS)) {
  test(`"${filter}" selects ${expected.join(', ')}`, ({ all }) => {
    expect(ids(select(all, [filter]))).toEqual(expected);
  });
}

test('no filter selects all scenarios; several filters select the union', ({ all }) => {
  expect(select(all, [])).toEqual(withoutMistakes(all));
  expect(ids(select(all, ['sets', 'paging']))).toEqual(['images/list', 'imagesets/create']);
});

test('failed scenarios are narrowed by filters; those without a file are skipped with a notice', async ({
  all,
}) => {
  const notes: string[] = [];
  const note = (line: string) => notes.push(line);
  const failed = new Set(['glance/images/list', 'glance/imagesets/create', 'glance/gone']);
  expect(ids(select(all, [], { failed, note }))).toEqual(['images/list', 'imagesets/create']);
  expect(notes).toEqual([expect.stringContaining('glance/gone')]);
  expect(ids(select(all, ['paging', 'glance/images/show'], { failed }))).toEqual(['images/list']);
  const error = await harnessError(() => select(all, ['glance/images/show'], { failed }));
  expect(error.code).toBe('NOTHING_SELECTED');
});

test('the path of a scenario file selects the scenario', ({ all }) => {
  const { file = '' } = all.find(({ id }) => id === 'glance/images/show') ?? {};
  expect(ids(select(all, [file]))).toEqual(['images/show']);
});

test('an absolute path selects a scenario or a folder of them', ({ all, folder }) => {
  for (const [path, expected] of [
    ['glance/images/show.yaml', ['images/show']],
    ['glance/images', IMAGES],
    ['', [...IMAGES, 'imagesets/create']],
  ] as const)
    expect(ids(select(all, [join(folder.path, path)]))).toEqual(expected);
});

test('the name of a file does not select the folder of the same name', async ({ folder }) => {
  folder.write('glance/images/list.yaml', text('GET: /v2/images', 'a'));
  folder.write('glance/images.yaml', text('GET: /v2/images', 'a'));
  const all = await loadScenarios(folder.path, INVENTORIES);
  for (const filter of [
    'glance/images.yaml',
    'scenarios/glance/images.yaml',
    join(folder.path, 'glance/images.yaml'),
  ])
    expect(ids(select(all, [filter]))).toEqual(['images']);
  expect(ids(select(all, ['glance/images']))).toEqual(['images', 'images/list']);
});

test('a file outside the scenarios folder is not mistaken for a scenario of its name', async ({
  all,
  folder,
}) => {
  folder.write('glance/images/_setups/list.yaml', text('GET: /v2/images', 'a'));
  for (const path of ['_setups/list.yaml', '_setups']) {
    const error = await harnessError(() => select(all, [join(folder.path, 'glance/images', path)]));
    expect([error.code, error.failure.fix]).toEqual([
      'NOTHING_SELECTED',
      expect.stringContaining('--scenarios'),
    ]);
  }
});

test('a filter without a match is an error that suggests the nearest word', async ({ all }) => {
  for (const [filter, fix] of [
    ['pagin', '"paging"'],
    ['GET /v2/image', '"GET /v2/images"'],
    ['glance/images/lst', '"glance/images/list"'],
    ['', 'list'],
  ] as const) {
    const error = await harnessError(() => select(all, [filter]));
    expect(error.code).toBe('NOTHING_SELECTED');
    expect(error.failure.fix).toContain(fix);
  }
});

test('a filter without a match is an error even if another filter matches', async ({ all }) => {
  expect((await harnessError(() => select(all, ['paging', 'unknown-word']))).code).toBe('NOTHING_SELECTED');
});

test('an empty set of scenarios is an error', async () => {
  expect((await harnessError(() => select([], []))).code).toBe('NOTHING_SELECTED');
});

test('scenarios of a service that one deployment lacks are left out; an empty rest is an error', async ({
  all,
}) => {
  const known = withoutMistakes(all);
  const both = { services: ['glance', 'nova'] } as const;
  const glance = { services: ['glance'] } as const;
  const nova: Scenario = { ...(withoutMistakes(all)[0] as Scenario), id: 'nova/a', service: 'nova' };
  expect(served([...known, nova], [both, both])).toHaveLength(known.length + 1);
  expect(served([...known, nova], [both, glance])).toEqual(known);
  expect((await harnessError(async () => served([nova], [both, glance]))).code).toBe('NOTHING_SELECTED');
});

const REACHED = {
  by: (word: string) => (word === 'order_by' ? new Set(['glance/images/show']) : undefined),
  reason: () => 'No run.',
};

const FORMS: Readonly<Record<string, readonly string[]>> = {
  'get /v2/images': ['images/list', 'images/list-sort'],
  'GET /v2/images?limit=1': ['images/list', 'images/list-sort'],
  'GET /v2/images/{id}': ['images/show'],
  '/v2/images/123': ['images/show'],
  'http://host:9292/v2/images/123': ['images/show'],
  'list-sort': ['images/list-sort'],
  order_by: ['images/show'],
};
for (const [filter, expected] of Object.entries(FORMS)) {
  test(`the form "${filter}" selects ${expected.join(', ')}`, ({ all }) => {
    expect(ids(select(all, [filter], { reached: REACHED }))).toEqual(expected);
  });
}

test('excluded scenarios are left out; grep ignores case', ({ all }) => {
  expect(ids(select(all, ['glance/images'], { exclude: ['paging', 'GET /v2/images/{id}'] }))).toEqual([
    'images/list-sort',
  ]);
  expect(ids(select(all, [], { grep: 'LIST-?sort|sets/' }))).toEqual([
    'images/list-sort',
    'imagesets/create',
  ]);
});

test('an exclusion without a match is an error, and so is an empty selection', async ({ all }) => {
  expect((await harnessError(() => select(all, [], { exclude: ['pagin'] }))).failure.fix).toContain(
    '"paging"',
  );
  expect((await harnessError(() => select(all, [], { exclude: ['glance'] }))).code).toBe('NOTHING_SELECTED');
  expect((await harnessError(() => select(all, [], { grep: 'no such name' }))).code).toBe('NOTHING_SELECTED');
});

test('an invalid or too slow regular expression is an error', { tag: '@long' }, async ({ all }) => {
  const [first] = all;
  const long = [{ ...(first as Loaded), id: `glance/${'a'.repeat(60)}!` }];
  for (const grep of ['(', '(a+)+$'])
    expect((await harnessError(() => select(long, [], { grep }))).code).toBe('COMMAND_LINE');
});

test('the error for a word that needs a run says why the run does not help', async ({ all }) => {
  const { failure } = await harnessError(() => select(all, ['image_get_all'], { reached: REACHED }));
  expect(failure.fix).toContain('No run.');
});

test('a missing letter in a folder, scenario or tag leads to a suggestion', async ({ all }) => {
  for (const meant of ['glance/images', 'glance/imagesets', 'glance/images/show', 'paging']) {
    for (let at = meant.lastIndexOf('/') + 2; at < meant.length; at++) {
      const typed = meant.slice(0, at) + meant.slice(at + 1);
      const { failure } = await harnessError(() => select(all, [typed]));
      expect(failure.fix, typed).toMatch(/^Did you mean "(glance\/)?(images|imagesets|show|paging)/);
    }
  }
});

test('scenarios of other releases are skipped with a note; an empty selection is an error', async ({
  folder,
}) => {
  folder.write('glance/old.yaml', text('GET: /v2/images', 'old'));
  folder.write('glance/new.yaml', `since: 2026.2\n${text('GET: /v2/images', 'new')}`);
  const loaded = await loadScenarios(folder.path, INVENTORIES, ['zed']);
  const notes: string[] = [];
  expect(ids(select(loaded, [], { note: (line) => notes.push(line) }))).toEqual(['old']);
  expect(notes).toEqual([expect.stringContaining('glance/new (since 2026.2)')]);
  expect((await harnessError(() => select(loaded, ['new']))).code).toBe('NOTHING_SELECTED');
});
