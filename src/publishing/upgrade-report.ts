import { endpointChanges } from '../analysis/upgrade/endpoint-changes.ts';
import { type RunFile, SERVICES } from '../model.ts';
import { upgrade } from '../reporters/formats/upgrade.ts';
import { inventoryOf } from '../shipped/inventories.ts';

/** The report of a run of one release against another, with the endpoints that only one of them has. */
export function upgradeReport(run: RunFile): string {
  const { releases, baselineReleases = releases } = run;
  return upgrade(
    run,
    SERVICES.filter((service) => releases[service] !== undefined).map((service) =>
      endpointChanges(
        inventoryOf(service, baselineReleases[service]),
        inventoryOf(service, releases[service]),
      ),
    ),
  );
}
