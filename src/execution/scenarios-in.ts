/** Loads scenarios through a cache, because reading and checking all of them takes seconds. */
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
import { references } from '../assertions/variables.ts';
import { contentDigest, digest } from '../deployments/machine/hashing.ts';
import { HarnessError } from '../errors.ts';
import { exactNumbers, type Inventories, restoreExact } from '../model.ts';
import type { Loaded } from '../runner/load/loaded.ts';
import { BUILT_IN_VARIABLES } from '../runner/run/built-in-variables.ts';
import { newestRelease } from '../shipped/locks.ts';
import { PACKAGE_ROOT } from '../shipped/paths.ts';
import { suggest } from '../yaml/nearest.ts';
import { codeDigest } from './run-digest.ts';

const KEPT = 5;

export interface ScenarioSource {
  /** Folders, each with its own setups. */
  readonly scenarios: readonly string[];
  /** Values of variables that override the files. */
  readonly var?: Readonly<Record<string, string>>;
}

/**
 * Every scenario file below some folders, with the given values of variables.
 * @throws HarnessError COMMAND_LINE if a folder does not exist, two folders contain the same id, or no scenario uses a
 * variable
 */
export async function scenariosIn(
  { scenarios: folders, var: given = {} }: ScenarioSource,
  inventories: Inventories,
  releases: readonly string[] = [newestRelease()],
): Promise<readonly Loaded[]> {
  const names = Object.keys(given).sort();
  const loaded: Loaded[] = [];
  for (const folder of new Set(folders)) {
    const others = folders.filter((each) => each !== folder);
    for (const each of await inFolder(folder, others, names, inventories, releases)) {
      const twin = loaded.find(({ id }) => id === each.id);
      if (twin)
        throw new HarnessError('COMMAND_LINE', `${each.file} and ${twin.file} are both ${each.id}`, {
          fix: 'Rename one of them: the id of a scenario is its path below its folder.',
        });
      loaded.push(each);
    }
  }
  for (const name of names) checkVariable(name, loaded);
  if (names.length === 0) return loaded;
  return loaded.map((each) =>
    each.scenario
      ? { ...each, scenario: { ...each.scenario, vars: { ...each.scenario.vars, ...given } } }
      : each,
  );
}

/** Rejects a mistyped variable, which would have no effect. */
function checkVariable(name: string, loaded: readonly Loaded[]): void {
  if (BUILT_IN_VARIABLES.includes(name))
    throw new HarnessError('COMMAND_LINE', `The variable ${name} is predefined in every scenario`, {
      fix: 'Give it another name.',
    });
  const scenarios = loaded.flatMap(({ scenario }) => scenario ?? []);
  if (scenarios.some((scenario) => references(scenario).includes(name))) return;
  const known = [...new Set(scenarios.flatMap(({ vars }) => Object.keys(vars)))];
  throw new HarnessError('COMMAND_LINE', `No scenario uses the variable ${name}`, {
    fix: suggest(name, known) ?? 'Write it as ${name} in a scenario.',
  });
}

/**
 * Every scenario file below a folder, as `loadScenarios` reads it. Taken from the cache if neither the files nor this
 * tool changed.
 * @param others folders whose setups may be used
 * @param names variables with given values
 */
async function inFolder(
  folder: string,
  others: readonly string[],
  names: readonly string[],
  inventories: Inventories,
  releases: readonly string[],
): Promise<readonly Loaded[]> {
  const file = fileFor(folder, others, [inventories, releases, names]);
  const known = attempt(() => (file ? (JSON.parse(readFileSync(file, 'utf8')) as Cached) : undefined));
  if (file && Array.isArray(known?.loaded)) {
    attempt(() => utimesSync(file, new Date(), new Date()));
    restoreExact(known.loaded, known.exact);
    return known.loaded;
  }
  // Imported only when needed, because importing it takes as long as reading the cache.
  const { loadScenarios } = await import('../runner/load/load.ts');
  const scenarios = await loadScenarios(folder, inventories, releases, { others, variables: names });
  // Without a writable cache, loading is only slower.
  if (file) attempt(() => keep(file, scenarios));
  return scenarios;
}

/** Content of a cache file. */
interface Cached {
  readonly loaded: readonly Loaded[];
  readonly exact: ReturnType<typeof exactNumbers>;
}

const cacheFolder = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'run-scenarios', 'scenarios');

/** The cache file, named by a digest of everything that the result depends on; undefined if that cannot be read. */
function fileFor(folder: string, others: readonly string[], knowledge: unknown): string | undefined {
  const key = attempt(() =>
    digest([
      ...[process.cwd(), resolve(folder), contentDigest([folder])],
      ...[others.map((each) => resolve(each)), contentDigest(others)],
      ...[codeDigest(), contentDigest([join(PACKAGE_ROOT, 'schemas')]), digest(knowledge)],
    ]),
  );
  return key && join(cacheFolder(), `${key}.json`);
}

function keep(file: string, scenarios: readonly Loaded[]): void {
  mkdirSync(cacheFolder(), { recursive: true, mode: 0o700 });
  const own = `${file}.${process.pid}`;
  const cached: Cached = { loaded: scenarios, exact: exactNumbers(scenarios) };
  writeFileSync(own, JSON.stringify(cached), { mode: 0o600 });
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
