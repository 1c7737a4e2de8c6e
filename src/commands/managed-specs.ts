import type { Named } from '../config/config.ts';
import type { ManagedSpec } from '../deployments/managed.ts';
import { HarnessError } from '../errors.ts';

/** @throws HarnessError COMMAND_LINE for a remote deployment, which runs without our doing. */
export const managedSpecs = (named: readonly Named[]): ManagedSpec[] =>
  named.map((each) => {
    if (each.kind === 'managed') return each;
    throw new HarnessError('COMMAND_LINE', `The deployment "${each.deployment.name}" is remote`, {
      fix: 'Only managed deployments are booted here; run against it as it is.',
    });
  });
