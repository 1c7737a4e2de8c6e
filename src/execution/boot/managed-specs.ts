import type { Named } from '../../config/config.ts';
import type { ManagedSpec } from '../../deployments/managed.ts';
import { HarnessError } from '../../errors.ts';
import type { Service } from '../../model.ts';

/**
 * @param services Less than what they are configured to serve; all of that when it is empty.
 * @throws HarnessError COMMAND_LINE for a remote deployment, which runs without our doing.
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
