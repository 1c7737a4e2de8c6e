import { join } from 'node:path';
import { expect } from 'playwright/test';
import { endpointName } from '../../../src/assertions/endpoint.ts';
import { skeleton } from '../../../src/importing/skeleton/skeleton.ts';
import { SERVICES } from '../../../src/model.ts';
import { loadScenarios } from '../../../src/runner/load/load.ts';
import { withoutMistakes } from '../../../src/runner/load/loaded.ts';
import { BUILT_IN_VARIABLES } from '../../../src/runner/run/built-in-variables.ts';
import { inventories } from '../../../src/shipped/inventories.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';
import { test } from '../../support/files/folder.ts';

test('the skeleton of every endpoint loads and calls the endpoint last', { tag: '@long' }, async ({
  folder,
}) => {
  const known = inventories();
  const shipped = withoutMistakes(await loadScenarios(join(PACKAGE_ROOT, 'scenarios'), known));
  const names = new Map<string, string>();
  for (const service of SERVICES)
    for (const [index, endpoint] of known[service].endpoints.entries()) {
      names.set(`${service}/${index}`, endpointName(endpoint));
      folder.write(
        `${service}/${index}.yaml`,
        skeleton(endpoint, known[service], shipped, BUILT_IN_VARIABLES),
      );
    }
  const written = withoutMistakes(await loadScenarios(folder.path, known));
  const called = written.map(({ id, steps }) => [id, steps.at(-1)?.endpoint]);
  expect(
    called.map(([id, endpoint]) => [
      id,
      endpoint && typeof endpoint !== 'string' ? endpointName(endpoint) : '',
    ]),
  ).toEqual(written.map(({ id }) => [id, names.get(id)]));
});

test('resources in the path are created, polled until ready and deleted', {
  tag: '@long',
}, async () => {
  const known = inventories();
  const shipped = withoutMistakes(await loadScenarios(join(PACKAGE_ROOT, 'scenarios'), known));
  const reboot = known.nova.endpoints.find(
    ({ action, path }) => action === 'reboot' && path.startsWith('/servers'),
  );
  if (!reboot) throw new Error('the inventory has no reboot');
  const yaml = skeleton(reboot, known.nova, shipped, BUILT_IN_VARIABLES);
  expect(yaml).toContain('capture: { server: $.server.id }');
  expect(yaml).toContain('until: { body: { $.server.status: ACTIVE } }');
  expect(yaml).toContain('POST: /servers/${server}/action\n    json: { reboot: { type: ');
  expect(yaml).toContain('DELETE: /servers/${server}');
  // The body is that of a step which needs nothing that an earlier one created, such as a flavor of its own.
  expect(yaml).toContain('flavorRef: ${flavor}');
});
