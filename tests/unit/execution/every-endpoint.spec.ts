import { expect, test } from 'playwright/test';
import { endpointName } from '../../../src/assertions/endpoint.ts';
import { SERVICES, ZED } from '../../../src/model.ts';
import { loadScenarios } from '../../../src/runner/load/load.ts';
import { inventories } from '../../../src/shipped/inventories.ts';
import { newestRelease } from '../../../src/shipped/locks.ts';
import { ownOrShipped } from '../../../src/shipped/paths.ts';

const NEWEST = newestRelease();

for (const release of [ZED, NEWEST]) {
  test(`a scenario calls each live endpoint of ${release}, without mistakes`, { tag: '@long' }, async () => {
    const known = inventories(release);
    const loaded = await loadScenarios(ownOrShipped('scenarios'), known, [release]);
    expect(loaded.flatMap(({ mistakes }) => mistakes)).toEqual([]);
    const steps = loaded.flatMap(({ scenario, releases }) => (releases ? [] : (scenario?.steps ?? [])));
    const called = new Set(
      steps.flatMap(({ service, endpoint }) => (endpoint ? [`${service} ${endpointName(endpoint)}`] : [])),
    );
    const live = SERVICES.flatMap((service) =>
      known[service].endpoints.flatMap((endpoint) =>
        endpoint.kind === 'api' && !endpoint.gone ? [`${service} ${endpointName(endpoint)}`] : [],
      ),
    );
    expect(live.filter((name) => !called.has(name))).toEqual([]);
  });
}

test('the scenarios have no mistakes for an upgrade report either', { tag: '@long' }, async () => {
  const loaded = await loadScenarios(ownOrShipped('scenarios'), inventories(NEWEST), [ZED, NEWEST]);
  expect(loaded.flatMap(({ mistakes }) => mistakes)).toEqual([]);
});
