/** Digests that decide whether a cached result is still valid. */
import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A short hexadecimal digest of JSON data. */
export const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/** Digest of the contents of files and folders, except byte code. */
export function contentDigest(paths: readonly string[]): string {
  const parts = paths.flatMap((path) =>
    filesBelow(path).map((file) => [
      file.slice(path.length + 1),
      createHash('sha256').update(readFileSync(file)).digest('hex'),
    ]),
  );
  return digest(parts);
}

// Synchronous, because awaiting each file takes fifteen times the CPU time.
function filesBelow(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true });
  // Another user's byte code may be unreadable.
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== '__pycache__');
  const files = entries.filter((entry) => entry.isFile() || leadsToFile(entry));
  return [
    ...files.map(({ name }) => join(path, name)),
    ...folders.flatMap(({ name }) => filesBelow(join(path, name))),
  ].sort();
}

const leadsToFile = (entry: Dirent): boolean =>
  entry.isSymbolicLink() &&
  (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.isFile() ?? false);
