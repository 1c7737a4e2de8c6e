import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { Folder, test } from '../../../support/files/folder.ts';
import { load, mistakesOf, scenarioText } from '../../../support/scenarios/load.ts';

const upload = (file: string): string => scenarioText(`  - PUT: /v2/images/x/file\n    file: »${file}\n`);

test('a file beside the scenario gets an absolute path', async ({ folder }) => {
  const file = folder.write('glance/bodies/one.bin', 'x');
  const { steps } = await load(folder, upload('bodies/one.bin'));
  expect(steps[0]?.request.body).toEqual({ file });
});

test('a file elsewhere in the scenario folder can be used', async ({ folder }) => {
  folder.write('bodies/one.bin', 'x');
  expect((await load(folder, upload('../bodies/one.bin'))).steps).toHaveLength(1);
});

for (const [what, name] of Object.entries({
  'above the scenario folder': '../../outside.bin',
  absolute: '/etc/hostname',
})) {
  test(`a file ${what} is rejected`, async ({ folder }) => {
    const { codes, places } = await mistakesOf(folder, upload(name));
    expect(codes).toEqual([`SCENARIO_FILE_OUTSIDE a.yaml:${places[0]}`]);
  });
}

test('a link that leaves the scenario folder is rejected', async ({ folder }) => {
  const outside = new Folder();
  outside.write('secret', 'x');
  folder.write('glance/keep', '');
  symlinkSync(join(outside.path, 'secret'), join(folder.path, 'glance/link'));
  symlinkSync(outside.path, join(folder.path, 'glance/linked'));
  try {
    for (const name of ['link', 'linked/secret']) {
      const { codes, places } = await mistakesOf(folder, upload(name));
      expect(codes).toEqual([`SCENARIO_FILE_OUTSIDE a.yaml:${places[0]}`]);
    }
  } finally {
    outside.remove();
  }
});

test('a folder whose name starts with that of the scenario folder is outside', async ({ folder }) => {
  folder.write('scenarios-too/x.bin', 'x');
  const inner = Object.assign(Object.create(Folder.prototype) as Folder, {
    path: join(folder.path, 'scenarios'),
  });
  const { codes } = await mistakesOf(inner, upload('../../scenarios-too/x.bin'));
  expect(codes[0]).toContain('SCENARIO_FILE_OUTSIDE');
});

for (const name of ['absent.bin', '.']) {
  test(`"${name}" is not a valid file to send`, async ({ folder }) => {
    const { codes, places } = await mistakesOf(folder, upload(name));
    expect(codes).toEqual([`SCENARIO_INVALID a.yaml:${places[0]}`]);
  });
}
