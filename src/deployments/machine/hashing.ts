/** Digests that tell whether something made before still holds. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** A short hexadecimal digest of any JSON-safe value. */
export const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/** Digest of the content of files and folders, byte code aside. */
export async function contentDigest(paths: readonly string[]): Promise<string> {
  const parts: (readonly [string, string])[] = [];
  for (const path of paths) {
    for (const file of await filesBelow(path)) {
      parts.push([
        relative(path, file),
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex'),
      ]);
    }
  }
  return digest(parts);
}

async function filesBelow(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!entries) return [path];
  // Byte code is not only noise: that of another user cannot even be listed.
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== '__pycache__');
  const below = await Promise.all(folders.map(({ name }) => filesBelow(join(path, name))));
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(path, name));
  return [...files, ...below.flat()].sort();
}
