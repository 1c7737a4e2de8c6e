import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where this package lies; src/ and dist/ are both right below it. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A file or folder of the working directory, or the one that this package ships. */
export function ownOrShipped(name: string): string {
  const own = resolve(name);
  return existsSync(own) ? own : join(PACKAGE_ROOT, name);
}
