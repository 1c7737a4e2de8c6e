import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { byText, type Inventories, type Scenario, type Service } from '../../model.ts';
import { newestRelease } from '../../shipped/locks.ts';
import { Mistakes } from '../../yaml/mistakes.ts';
import { BUILT_IN_VARIABLES } from '../run/built-in-variables.ts';
import { withDistinctNames } from './at-once/distinct-names.ts';
import { readEntries } from './entries.ts';
import type { Loaded } from './loaded.ts';
import { checkRange, isFor, rangeOf } from './releases.ts';
import { readScenarioFile } from './scenario-file.ts';
import { KnownVariables, reporter } from './step-context.ts';

interface Surroundings {
  /** Other folders whose setups may be used. */
  readonly others?: readonly string[];
  /** Names of variables that get a value from outside. */
  readonly variables?: readonly string[];
}

/**
 * Loads every scenario file below `folder`, sorted by id, each with its own mistakes. A mistake in one file does not
 * keep others from running. Folders that begin with `_` hold setups, which run only through `use:`.
 * @param releases of the deployments, for `since:` and `until:`; default: the newest
 */
export async function loadScenarios(
  folder: string,
  inventories: Inventories,
  releases: readonly string[] = [newestRelease()],
  around: Surroundings = {},
): Promise<readonly Loaded[]> {
  const files = await scenarioFiles(folder);
  return files
    .map((file) => readScenario(file, folder, { inventories, releases, around }))
    .sort((a, b) => byText(a.id, b.id));
}

async function scenarioFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw new HarnessError('COMMAND_LINE', `No folder ${folder}`, {
      fix: 'Name it with --scenarios.',
    });
  });
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !relative(folder, file)
          .split(sep)
          .some((part) => part.startsWith('_')),
    );
}

function readScenario(file: string, folder: string, knowledge: Omit<ReadOptions, 'mistakes'>): Loaded {
  const mistakes = new Mistakes();
  const head = {
    id: relative(folder, file)
      .replace(/\.ya?ml$/, '')
      .split(sep)
      .join('/'),
    file: relative(process.cwd(), file),
  };
  const read = attempt(() => wholeScenario(head, file, folder, { ...knowledge, mistakes }), mistakes);
  return { ...head, mistakes: mistakes.all, ...read };
}

/** Records a file that cannot be opened as a mistake. */
function attempt<T>(read: () => T, mistakes: Mistakes): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    mistakes.add(() => error.failure);
    return undefined;
  }
}

interface ReadOptions {
  readonly inventories: Inventories;
  readonly releases: readonly string[];
  readonly around: Surroundings;
  readonly mistakes: Mistakes;
}

function wholeScenario(
  head: Pick<Scenario, 'id' | 'file'>,
  file: string,
  folder: string,
  { inventories, releases, around, mistakes }: ReadOptions,
): Pick<Loaded, 'scenario' | 'releases'> | undefined {
  const readable = readScenarioFile(file, mistakes);
  if (!readable) return undefined;
  const { raw } = readable;
  const service = raw.service as Service;
  const { others = [], variables: given = [] } = around;
  const variables = new KnownVariables([...BUILT_IN_VARIABLES, ...given]);
  const context = { service, inventory: inventories[service], releases, folder, others, variables, mistakes };
  checkRange(raw, reporter({ yaml: readable.yaml, mistakes }, []));
  const own = isFor(raw, releases);
  const entries = own ? readEntries(readable, context, [file]) : { steps: [], cleanup: [], vars: {} };
  const scenario = {
    ...head,
    name: raw.name,
    service,
    tags: raw.tags ?? [],
    exclusive: raw.exclusive ?? false,
    together: raw.together || undefined,
    needs: raw.needs,
    skip: raw.skip,
    locks: [raw.lock ?? []].flat(),
    ...entries,
    steps: withDistinctNames(entries.steps),
  };
  return own ? { scenario } : { scenario, releases: rangeOf(raw) };
}
