import { expect } from 'playwright/test';
import { loadScenarios } from '../../../../src/runner/load/load.ts';
import { test } from '../../../support/files/folder.ts';
import { INVENTORIES } from '../../../support/scenarios/inventory.ts';
import { loadAll, mistakesOf, scenarioText } from '../../../support/scenarios/load.ts';
import { marked } from '../../../support/scenarios/marked.ts';
import { codesAndPlaces, failuresOf, harnessError } from '../../../support/scenarios/mistakes.ts';

test('all mistakes of all files are reported at once', async ({ folder }) => {
  const files = {
    'glance/a.yaml': '  - GET: »/v2/imags\n  - GET: »/v2/images/${absent}\n',
    'glance/b.yaml': '  - GET: /v2/images\n    »expct: {}\n',
    'glance/deep/c.yaml': '  - GET: [/v2/images\n»cleanup: []\n',
  };
  const codes = ['ENDPOINT_UNKNOWN', 'VARIABLE_UNKNOWN', 'SCENARIO_INVALID', 'SCENARIO_SYNTAX'];
  const expected = Object.entries(files).flatMap(([name, steps]) => {
    const { text, places } = marked(scenarioText(steps));
    folder.write(name, text);
    return places.map((place) => `${codes.shift()} ${name.split('/').at(-1)}:${place}`);
  });
  const error = await harnessError(() => loadAll(folder));
  expect(codesAndPlaces(failuresOf(error))).toEqual(expected.sort());
});

test('an unknown key hides no other mistake in its file', async ({ folder }) => {
  const { codes, places } = await mistakesOf(
    folder,
    scenarioText(
      '  - GET: /v2/images\n    »expct: {}\n  - GET: »/v2/images/${absent}\n  - GET: »/v2/imags\n',
    ),
  );
  expect(codes).toEqual(
    [
      `SCENARIO_INVALID a.yaml:${places[0]}`,
      `VARIABLE_UNKNOWN a.yaml:${places[1]}`,
      `ENDPOINT_UNKNOWN a.yaml:${places[2]}`,
    ].sort(),
  );
});

test('a mistake in a setup is reported once, in the setup, even if several scenarios use it', async ({
  folder,
}) => {
  const { text, places } = marked(scenarioText('  - GET: »/v2/imags\n'));
  folder.write('_shared/setup.yaml', text);
  for (const name of ['a', 'b'])
    folder.write(`glance/${name}.yaml`, scenarioText('  - use: _shared/setup\n'));
  const error = await harnessError(() => loadAll(folder));
  expect(codesAndPlaces(failuresOf(error))).toEqual([`ENDPOINT_UNKNOWN setup.yaml:${places[0]}`]);
});

test('a missing scenario folder is a mistake, not a crash', async ({ folder }) => {
  const error = await harnessError(() => loadScenarios(`${folder.path}/absent`, INVENTORIES));
  expect(error.kind).toBe('usage');
});
