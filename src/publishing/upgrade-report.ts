import { endpointChanges } from '../analysis/upgrade/endpoint-changes.ts';
import { HarnessError } from '../errors.ts';
import { type RunFile, SERVICES } from '../model.ts';
import { upgrade } from '../reporters/formats/upgrade.ts';
import { inventoryOf } from '../shipped/inventories.ts';

/**
 * The report of a run of one release against another, with the endpoints that only one of them has.
 * @throws HarnessError COMMAND_LINE if both deployments have the same release
 */
export function upgradeReport(run: RunFile): string {
  const { releases, baselineReleases } = run;
  if (!baselineReleases)
    throw new HarnessError('COMMAND_LINE', `Both deployments of run ${run.id} have the same release`, {
      fix: 'Run with --baseline-release, or state the `release:` of attached deployments in run-scenarios.yaml.',
    });
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
