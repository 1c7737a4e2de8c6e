/** Folders that are costly to make, made once and kept for later runs. */
import { mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { templatesFolder, templatesPath } from './paths.ts';

const KEPT = 3;
const ABANDONED_MS = 3_600_000;
const BUILDING = '.building-';

const making = new Map<string, Promise<string>>();

/**
 * Path of the folder `<kind>-<key>`, filled by `build` when it is not there.
 *
 * Two runs may make the same one at once: each fills a folder of its own, the first to finish gives it the name, and
 * the other's is thrown away. Within one run the second waits for the first.
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

/** Path of such a folder, whether or not it is there. */
export const cachedPath = (kind: string, key: string): string => join(templatesPath(), `${kind}-${key}`);

/** Whether there is such a folder already. */
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
  // Its time is that of its last use: the least used are pruned.
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
      // Another run may prune at the same time.
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
