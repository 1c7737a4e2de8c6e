/** Caches folders that take long to create. */
import { mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { templatesFolder, templatesPath } from './paths.ts';

const KEPT = 3;
const ABANDONED_MS = 3_600_000;
const BUILDING = '.building-';

const making = new Map<string, Promise<string>>();

/**
 * Path of the folder `<kind>-<key>`. If it does not exist, `build` fills it.
 * Runs may build the same folder in parallel: each fills its own, and the first to finish wins. Within one run, later
 * calls wait for the first.
 */
export async function cached(
  kind: string,
  key: string,
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const root = await templatesFolder();
  const folder = join(root, `${kind}-${key}`);
  const begun = making.get(folder) ?? make(root, folder, kind, build).finally(() => making.delete(folder));
  making.set(folder, begun);
  return begun;
}

/** Path of a cached folder, whether it exists or not. */
export const cachedPath = (kind: string, key: string): string => join(templatesPath(), `${kind}-${key}`);

/** Whether the folder is in the cache. */
export const isCached = async (kind: string, key: string): Promise<boolean> =>
  stat(join(await templatesFolder(), `${kind}-${key}`)).then(
    () => true,
    () => false,
  );

async function make(
  root: string,
  folder: string,
  kind: string,
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const now = new Date();
  // The modification time is that of the last use, for pruning.
  const there = await utimes(folder, now, now).then(
    () => true,
    () => false,
  );
  if (there) return folder;
  const building = await mkdtemp(join(root, BUILDING));
  try {
    await build(building);
    await rename(building, folder).catch(async (error) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      await rm(building, { recursive: true });
    });
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    throw error;
  }
  await prune(root, kind);
  return folder;
}

async function prune(root: string, kind: string): Promise<void> {
  const entries = await Promise.all(
    (await readdir(root)).map(async (name) => ({
      path: join(root, name),
      name,
      // Another run may be pruning.
      time: await stat(join(root, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    })),
  );
  const ofKind = entries.filter(({ name }) => name.startsWith(`${kind}-`)).sort((a, b) => b.time - a.time);
  const abandoned = entries.filter(
    ({ name, time }) => name.startsWith(BUILDING) && Date.now() - time > ABANDONED_MS,
  );
  for (const { path } of [...ofKind.slice(KEPT), ...abandoned]) {
    await rm(path, { recursive: true, force: true });
  }
}
