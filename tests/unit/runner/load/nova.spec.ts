import { expect } from 'playwright/test';
import type { Scenario } from '../../../../src/model.ts';
import { type Folder, test } from '../../../support/files/folder.ts';
import { loadAll } from '../../../support/scenarios/load.ts';
import { codesAndPlaces, failuresOf, harnessError } from '../../../support/scenarios/mistakes.ts';

const HEAD = 'name: a scenario\nservice: nova\n';

async function load(folder: Folder, text: string): Promise<Scenario> {
  folder.write('nova/a.yaml', HEAD + text);
  return (await loadAll(folder))[0] as Scenario;
}

async function mistakes(folder: Folder, text: string): Promise<readonly string[]> {
  return codesAndPlaces(failuresOf(await harnessError(() => load(folder, text))));
}

test('a microversion sets both headers', async ({ folder }) => {
  const { steps } = await load(
    folder,
    'microversion: "2.3"\nsteps:\n  - GET: /servers\n  - GET: /servers\n    microversion: latest\n',
  );
  expect(steps.map(({ request }) => request.headers)).toEqual([
    { 'openstack-api-version': 'compute 2.3', 'x-openstack-nova-api-version': '2.3' },
    { 'openstack-api-version': 'compute latest', 'x-openstack-nova-api-version': 'latest' },
  ]);
});

test('without a microversion, no header is set', async ({ folder }) => {
  const { steps } = await load(folder, 'steps:\n  - GET: /servers\n');
  expect(steps[0]?.request.headers).toEqual({});
});

test('a numeric microversion, or one for a service without microversions, is a mistake', async ({
  folder,
}) => {
  expect(await mistakes(folder, 'steps:\n  - GET: /servers\n    microversion: 2.10\n')).toEqual([
    'SCENARIO_INVALID a.yaml:5:19',
  ]);
  folder.write(
    'nova/a.yaml',
    'name: a\nservice: glance\nsteps:\n  - GET: /v2/images\n    microversion: "2.1"\n',
  );
  const found = failuresOf(await harnessError(() => loadAll(folder)));
  expect(codesAndPlaces(found)).toEqual(['SCENARIO_INVALID a.yaml:5:5']);
});

test('the body selects the endpoint of an action; an unknown action is a mistake with a suggestion', async ({
  folder,
}) => {
  const action = (body: string) => `steps:\n  - POST: /servers/x/action\n    json: ${body}\n`;
  const { steps } = await load(folder, action('{ reboot: { type: HARD } }'));
  expect(steps[0]?.endpoint).toMatchObject({ path: '/servers/{id}/action', action: 'reboot' });
  folder.write('nova/a.yaml', HEAD + action('{ rebot: null }'));
  const [failure] = failuresOf(await harnessError(() => loadAll(folder)));
  expect(failure).toMatchObject({ code: 'ENDPOINT_UNKNOWN', place: { line: 4, column: 11 } });
  expect(failure?.fix).toContain('reboot');
});

test('a table is one step per row, with the common keys', async ({ folder }) => {
  const { steps } = await load(
    folder,
    `steps:
  - each:
      - GET: /servers
      - { name: one, GET: /servers/x, expect: { status: 404 } }
    as: admin
    expect: { status: 200 }
`,
  );
  expect(
    steps.map(({ name, as, expect: { status }, place }) => [name, as, status, place.line, place.column]),
  ).toEqual([
    ['GET /servers', 'admin', [200], 5, 9],
    ['one', 'admin', [404], 6, 22],
  ]);
});

test('a row inherits the expectations of the table and can override them', async ({ folder }) => {
  const { steps } = await load(
    folder,
    `steps:
  - each:
      - { GET: /servers, expect: { body: { $.servers: [] } } }
      - { GET: /servers, expect: { status: 400 } }
    expect: { status: 200, text: { contains: a } }
`,
  );
  expect(steps.map(({ expect: { status, body, text } }) => [status, body, text])).toEqual([
    [[200], { '$.servers': { equals: [] } }, { contains: 'a' }],
    [[400], {}, { contains: 'a' }],
  ]);
});

test('mistakes in a table are reported at their row', async ({ folder }) => {
  const table = 'steps:\n  - each:\n      - GET: /servers\n      - GET: /srevers\n    exect: {}\n';
  expect(await mistakes(folder, table)).toContain('SCENARIO_INVALID a.yaml:7:5');
  expect(await mistakes(folder, 'steps:\n  - each:\n      - GET: /servers\n      - GET: /srevers\n')).toEqual(
    ['ENDPOINT_UNKNOWN a.yaml:6:14'],
  );
});
