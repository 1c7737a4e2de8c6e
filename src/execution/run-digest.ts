import { join } from 'node:path';
import { contentDigest, digest } from '../deployments/machine/hashing.ts';
import type { Deployment, Inventories } from '../model.ts';
import { CODE_FOLDER, PACKAGE_ROOT } from '../shipped/paths.ts';

/**
 * Digest of everything that can change a verdict, except the services: the tool, the scenarios with their files, code
 * in OpenStack's processes (including ROME), the discovery copy, the releases.
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
