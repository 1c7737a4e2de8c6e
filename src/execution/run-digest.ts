import { join } from 'node:path';
import { contentDigest, digest } from '../deployments/machine/hashing.ts';
import type { Deployment, Inventories } from '../model.ts';
import { CODE_FOLDER, PACKAGE_ROOT } from '../shipped/paths.ts';

/**
 * Digest of all that can change a verdict while the services do not change: the tool, the scenarios and whatever
 * files they send, what lives in OpenStack's processes (ROME among it), the discovery copy, the releases.
 */
export function runDigest(
  scenarios: readonly string[],
  target: Deployment,
  inventories: Inventories,
): string {
  const paths = [CODE_FOLDER, join(PACKAGE_ROOT, 'python'), join(PACKAGE_ROOT, 'schemas'), ...scenarios];
  return digest([
    contentDigest(paths),
    target.copies ? contentDigest(target.copies.map(({ file }) => file)) : target.name,
    Object.values(inventories).map(({ service, release }) => [service, release]),
  ]);
}
