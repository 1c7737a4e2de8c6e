import { expect } from 'playwright/test';
import { loadScenarios } from '../../../../src/runner/load/load.ts';
import { withoutMistakes } from '../../../../src/runner/load/loaded.ts';
import { type Folder, test } from '../../../support/files/folder.ts';
import { INVENTORIES } from '../../../support/scenarios/inventory.ts';
import { mistakesOf, scenarioText } from '../../../support/scenarios/load.ts';

/** The scenario in a file, for deployments of these releases. */
async function loadFor(folder: Folder, text: string, ...releases: readonly string[]) {
  folder.write('glance/a.yaml', text);
  const [scenario] = withoutMistakes(await loadScenarios(folder.path, INVENTORIES, releases));
  if (!scenario) throw new Error('no scenario was found');
  return scenario;
}

const STEPS = `
  - GET: /v2/images
    name: both
  - GET: /v2/images
    name: old
    until: 2025.1
  - POST: /v2/images
    name: new
    since: 2025.2
`;

test('a step that excludes the release of a deployment is skipped', async ({ folder }) => {
  const names = async (...releases: readonly string[]) =>
    (await loadFor(folder, scenarioText(STEPS), ...releases)).steps.map(({ name }) => name);
  expect(await names('zed')).toEqual(['both', 'old']);
  expect(await names('2025.1')).toEqual(['both', 'old']);
  expect(await names('2025.2')).toEqual(['both', 'new']);
  expect(await names('2025.1', '2025.2')).toEqual(['both']);
});

test('endpoints and variables of a skipped step are not checked; those of later steps are', async ({
  folder,
}) => {
  const text = scenarioText(`
  - GET: /v2/later/\${absent}
    since: 2026.1
    capture: { made: $.id }
`);
  expect((await loadFor(folder, text, 'zed')).steps).toEqual([]);
  await expect(loadFor(folder, text, '2026.2')).rejects.toThrow();
  await expect(loadFor(folder, `${text}  - GET: /v2/images/\${made}\n`, 'zed')).rejects.toThrow();
});

test('rows and cleanup steps can have releases; a row inherits the range of its table', async ({
  folder,
}) => {
  const text = `${scenarioText(`
  - each:
      - { name: a, GET: /v2/images }
      - { name: b, GET: /v2/images, until: 2026.2 }
    until: zed
`)}cleanup:
  - { name: c, DELETE: /v2/images/x, since: 2026.2 }
`;
  const { steps, cleanup } = await loadFor(folder, text, '2026.2');
  expect([...steps, ...cleanup].map(({ name }) => name)).toEqual(['b', 'c']);
});

test('a scenario for other releases is listed with its releases and without steps', async ({ folder }) => {
  folder.write('glance/a.yaml', `since: 2025.1\n${scenarioText('  - GET: /v2/unknown\n')}`);
  const [loaded] = await loadScenarios(folder.path, INVENTORIES, ['zed']);
  expect(loaded).toMatchObject({ releases: { since: '2025.1' }, mistakes: [], scenario: { steps: [] } });
});

test('expectations for releases keep their ranges and places; a single one without a range is plain', async ({
  folder,
}) => {
  const text = scenarioText(`
  - GET: /v2/images
    expect: [{ status: 200 }, { until: zed, body: { $.a: 1 } }]
  - GET: /v2/images
    expect: [{ status: 404 }]
`);
  const { steps } = await loadFor(folder, text, 'zed');
  expect(steps[0]?.expectByRelease?.map(({ releases, expect }) => ({ releases, ...expect }))).toEqual([
    { releases: {}, status: [200], headers: {}, body: {} },
    { releases: { until: 'zed' }, headers: {}, body: { '$.a': { equals: 1 } } },
  ]);
  expect(steps[0]?.expectByRelease?.[1]?.places).toMatchObject({ 'body.$.a': { line: 5 } });
  expect(steps[1]).toMatchObject({ expect: { status: [404] } });
  expect(steps[1]).not.toHaveProperty('expectByRelease');
});

test('each expectation of a row inherits missing parts from the table', async ({ folder }) => {
  const text = scenarioText(`
  - each:
      - { GET: /v2/images, expect: [{ until: zed, status: 500 }, { since: 2025.1 }] }
      - { GET: /v2/images, expect: { text: x } }
    expect: { status: 200, text: y }
`);
  const { steps } = await loadFor(folder, text, 'zed');
  expect(steps[0]?.expectByRelease?.map(({ expect }) => expect)).toMatchObject([
    { status: [500], text: { equals: 'y' } },
    { status: [200], text: { equals: 'y' } },
  ]);
  expect(steps[1]).toMatchObject({ expect: { status: [200], text: { equals: 'x' } } });
});

for (const [what, source] of Object.entries({
  'an unknown release': '  - GET: /v2/images\n    since: »2025\n',
  'an unknown release of an expectation': '  - GET: /v2/images\n    expect: [{ until: »Zed, status: 200 }]\n',
  'an empty range': '  - { GET: /v2/images, since: 2025.2, until: »2025.1 }\n',
  'a release in the condition of a poll':
    '  - GET: /v2/images\n    poll: { until: { »since: zed, status: 200 } }\n',
})) {
  test(`${what} is a mistake`, async ({ folder }) => {
    const { codes, places } = await mistakesOf(folder, scenarioText(source));
    expect(codes).toEqual(places.map((place) => `SCENARIO_INVALID a.yaml:${place}`));
  });
}

test('the cleanup may use what a skipped step captures, but nothing that no step captures', async ({
  folder,
}) => {
  const text = (name: string) =>
    `${scenarioText(`
  - each:
      - { GET: /v2/images, capture: { made: $.id } }
    since: 2026.1
  - GET: /v2/images
`)}cleanup:
  - { DELETE: "/v2/images/\${${name}}" }
`;
  expect((await loadFor(folder, text('made'), 'zed')).cleanup).toHaveLength(1);
  await expect(loadFor(folder, text('other'), 'zed')).rejects.toThrow();
});
