import { expect } from 'playwright/test';
import { test } from '../../../support/files/folder.ts';
import { load, mistakesOf, scenarioText } from '../../../support/scenarios/load.ts';

const WITH_DEFAULTS = `defaults: { as: admin }\n${scenarioText(`
  - use: _shared/setup
  - GET: /v2/images
  - GET: /v2/images
    as: reader
  - each:
      - GET: /v2/images
      - GET: /v2/images
        as: other
`)}cleanup:\n  - DELETE: /v2/images/\${uuid1}\n`;

test('defaults apply to steps and cleanup of their own file unless overridden', async ({ folder }) => {
  folder.write('_shared/setup.yaml', scenarioText('  - GET: /v2/images\n'));
  const { steps, cleanup } = await load(folder, WITH_DEFAULTS);
  expect(steps.map((step) => step.as)).toEqual(['member', 'admin', 'reader', 'admin', 'other']);
  expect(cleanup.map((step) => step.as)).toEqual(['admin']);
});

test('a microversion in the defaults applies, and an unknown key is a mistake', async ({ folder }) => {
  const nova = 'name: n\nservice: nova\ndefaults: { microversion: "2.53" }\nsteps:\n  - GET: /servers\n';
  const { steps } = await load(folder, nova);
  expect(steps[0]?.request.headers['x-openstack-nova-api-version']).toBe('2.53');
  const source = `defaults: { »ass: admin }\n${scenarioText('  - GET: /v2/images\n')}`;
  const { codes, places } = await mistakesOf(folder, source);
  expect(codes).toEqual(places.map((place) => `SCENARIO_INVALID a.yaml:${place}`));
});

test('a repeated step becomes several steps with distinct names', async ({ folder }) => {
  const { steps } = await load(
    folder,
    scenarioText('  - name: again\n    GET: /v2/images\n    repeat: 3\n  - GET: /v2/images\n'),
  );
  expect(steps.map(({ name }) => name)).toEqual([
    'again',
    'again (2 of 3)',
    'again (3 of 3)',
    'GET /v2/images',
  ]);
});

test('skip and known keep their reasons', async ({ folder }) => {
  const known = '{ reason: not ported, issue: "#12", until: "2027-03-31" }';
  const { skip, steps } = await load(
    folder,
    `skip: needs a second region\n${scenarioText(`  - GET: /v2/images\n    known: ${known}\n`)}`,
  );
  expect(skip).toBe('needs a second region');
  expect(steps[0]?.known).toEqual({ reason: 'not ported', issue: '#12', until: '2027-03-31' });
});

test('an escaped ${ is sent literally', async ({ folder }) => {
  const { steps } = await load(folder, scenarioText('  - POST: /v2/images\n    json: { name: "$${a}" }\n'));
  expect(steps[0]?.request.body).toEqual({ json: { name: '$${a}' } });
});
