import type { Named } from '../../config/config.ts';
import type { ManagedSpec } from '../../deployments/managed.ts';
import { HarnessError } from '../../errors.ts';
import type { Service } from '../../model.ts';

/**
 * @param services subset of the configured services; empty means all
 * @throws HarnessError COMMAND_LINE for a remote deployment, which cannot be booted
 */
export const managedSpecs = (named: readonly Named[], services: readonly Service[] = []): ManagedSpec[] =>
  named.map((each) => {
    if (each.kind === 'managed')
      return services.length === 0
        ? each
        : { ...each, services: each.services.filter((service) => services.includes(service)) };
    throw new HarnessError('COMMAND_LINE', `The deployment "${each.deployment.name}" is remote`, {
      fix: 'Only managed deployments can be booted; run against the remote one as it is.',
    });
  });
