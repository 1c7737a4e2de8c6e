import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { test } from '../../../support/files/folder.ts';
import { load, loadAll, mistakesOf, scenarioText } from '../../../support/scenarios/load.ts';

const SETUP = `${scenarioText('  - name: in the setup\n    POST: /v2/images\n    capture: { made: $.id }\n')}cleanup:
  - DELETE: /v2/images/\${made}
  - DELETE: /v2/images/\${uuid1}
`;

test('a setup is replaced by its steps, and its captures are available', async ({ folder }) => {
  folder.write('_shared/setup.yaml', SETUP);
  const { steps } = await load(folder, scenarioText('  - use: _shared/setup\n  - GET: /v2/images/${made}\n'));
  expect(steps.map(({ name }) => name)).toEqual(['in the setup', 'GET /v2/images/${made}']);
  expect(steps.map(({ place }) => place.file.split('/').at(-1))).toEqual(['setup.yaml', 'a.yaml']);
});

test('cleanup runs in reverse: first the scenario, then the setups, the last setup first', async ({
  folder,
}) => {
  folder.write('_shared/setup.yaml', SETUP);
  folder.write(
    '_shared/second.yaml',
    `${scenarioText('  - GET: /v2/images\n')}cleanup:\n  - DELETE: /v2/images/second\n`,
  );
  const source = `${scenarioText('  - use: _shared/setup\n  - use: _shared/second\n')}cleanup:
  - DELETE: /v2/images/a
  - DELETE: /v2/images/b
`;
  const { cleanup } = await load(folder, source);
  expect(cleanup.map(({ request }) => request.path.replace('/v2/images/', ''))).toEqual([
    'b',
    'a',
    'second',
    '${uuid1}',
    '${made}',
  ]);
});

test('the variables of a setup are available', async ({ folder }) => {
  folder.write(
    '_shared/setup.yaml',
    `vars: { format: raw }\n${scenarioText('  - GET: /v2/images?f=${format}\n')}`,
  );
  const { vars } = await load(folder, scenarioText('  - use: _shared/setup\n'));
  expect(vars).toEqual({ format: 'raw' });
});

test('setups are not scenarios', async ({ folder }) => {
  folder.write('_shared/setup.yaml', SETUP);
  folder.write('glance/_parts/part.yaml', SETUP);
  folder.write('glance/a.yaml', scenarioText('  - GET: /v2/images\n'));
  const ids = (await loadAll(folder)).map(({ id }) => id);
  expect(ids).toEqual(['glance/a']);
});

test('a missing setup is reported with a suggestion', async ({ folder }) => {
  folder.write('_shared/two-images.yaml', SETUP);
  const { codes, places, found } = await mistakesOf(folder, scenarioText('  - use: »_shared/tow-images\n'));
  expect(codes).toEqual([`SCENARIO_INVALID a.yaml:${places[0]}`]);
  expect(found[0]?.fix).toContain('_shared/two-images');
});

test('a setup that uses itself, directly or indirectly, is a mistake', async ({ folder }) => {
  folder.write('_shared/one.yaml', scenarioText('  - use: _shared/two\n'));
  folder.write('_shared/two.yaml', scenarioText('  - use: _shared/one\n'));
  const { codes } = await mistakesOf(folder, scenarioText('  - use: _shared/one\n'));
  expect(codes).toEqual(['SCENARIO_INVALID two.yaml:4:10']);
});

test('a setup outside the scenario folder, by name or link, is a mistake', async ({ folder }) => {
  symlinkSync('/etc/hostname', join(folder.path, 'linked.yaml'));
  for (const name of ['../setup', 'linked']) {
    const { codes, places } = await mistakesOf(folder, scenarioText(`  - use: »${name}\n`));
    expect(codes).toEqual([`SCENARIO_FILE_OUTSIDE a.yaml:${places[0]}`]);
  }
});
