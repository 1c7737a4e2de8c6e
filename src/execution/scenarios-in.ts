/** Scenarios that were loaded before, from the cache: reading and checking all of them takes seconds. */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { contentDigest, digest } from '../deployments/machine/hashing.ts';
import { type Inventories, ZED } from '../model.ts';
import type { Loaded } from '../runner/load/loaded.ts';
import { CODE_FOLDER, PACKAGE_ROOT } from '../shipped/paths.ts';

const KEPT = 5;

/**
 * Every scenario file below a folder as `loadScenarios` reads it: from the cache where neither they nor this tool changed.
 * @throws HarnessError COMMAND_LINE when there is no such folder.
 */
export async function scenariosIn(
  folder: string,
  inventories: Inventories,
  releases: readonly string[] = [ZED],
): Promise<readonly Loaded[]> {
  const file = fileFor(folder, inventories, releases);
  const known = file && attempt(() => JSON.parse(readFileSync(file, 'utf8')) as readonly Loaded[]);
  if (file && Array.isArray(known)) {
    attempt(() => utimesSync(file, new Date(), new Date()));
    return known;
  }
  // Not before it is needed: what it imports takes as long to load as a cached answer.
  const { loadScenarios } = await import('../runner/load/load.ts');
  const scenarios = await loadScenarios(folder, inventories, releases);
  // A cache that cannot be written is only slow.
  if (file) attempt(() => keep(file, scenarios));
  return scenarios;
}

const cacheFolder = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'run-scenarios', 'scenarios');

/** Its name is a digest of all that the loaded scenarios depend on; undefined when that cannot be read. */
function fileFor(folder: string, inventories: Inventories, releases: readonly string[]): string | undefined {
  const key = attempt(() =>
    digest([
      ...[process.cwd(), resolve(folder), contentDigest([folder])],
      ...[contentDigest([CODE_FOLDER, join(PACKAGE_ROOT, 'schemas')]), digest([inventories, releases])],
    ]),
  );
  return key && join(cacheFolder(), `${key}.json`);
}

function keep(file: string, scenarios: readonly Loaded[]): void {
  mkdirSync(cacheFolder(), { recursive: true, mode: 0o700 });
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify(scenarios), { mode: 0o600 });
  renameSync(own, file);
  const byUse = readdirSync(cacheFolder())
    .map((name) => join(cacheFolder(), name))
    .map((path) => ({ path, used: statSync(path).mtimeMs }))
    .sort((a, b) => b.used - a.used);
  for (const { path } of byUse.slice(KEPT)) rmSync(path, { force: true });
}

function attempt<Value>(action: () => Value): Value | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
