import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this package, above src/ or the built file. */
export const PACKAGE_ROOT = folderWith('package.json', dirname(fileURLToPath(import.meta.url)));

/** The folder of the running code: src/ or dist/. */
export const CODE_FOLDER = join(
  PACKAGE_ROOT,
  relative(PACKAGE_ROOT, fileURLToPath(import.meta.url)).split(sep)[0] as string,
);

function folderWith(name: string, folder: string): string {
  return existsSync(join(folder, name)) ? folder : folderWith(name, dirname(folder));
}

/** A file or folder of the working directory, or the shipped one if only that exists. */
export function ownOrShipped(name: string): string {
  const own = resolve(name);
  const shipped = join(PACKAGE_ROOT, name);
  return !existsSync(own) && existsSync(shipped) ? shipped : own;
}
