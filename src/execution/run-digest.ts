import { join } from 'node:path';
import { contentDigest, digest } from '../deployments/machine/hashing.ts';
import type { Deployment, Inventories } from '../model.ts';
import { CODE_FOLDER, PACKAGE_ROOT } from '../shipped/paths.ts';

let ofCode: string | undefined;

/** Digest of this tool's code, computed once: later changes of the files do not affect the running program. */
export function codeDigest(): string {
  ofCode ??= contentDigest([CODE_FOLDER]);
  return ofCode;
}

/**
 * Digest of everything that can change a verdict, except the services: the tool, the scenarios with their files, code
 * in OpenStack's processes (including ROME), the discovery copy, the releases.
 */
export function runDigest(
  scenarios: readonly string[],
  target: Deployment,
  inventories: Inventories,
): string {
  return digest([
    codeDigest(),
    contentDigest([join(PACKAGE_ROOT, 'python'), join(PACKAGE_ROOT, 'schemas'), ...scenarios]),
    target.copies ? contentDigest(target.copies.map(({ file }) => file)) : target.name,
    Object.values(inventories).map(({ service, release }) => [service, release]),
  ]);
}
