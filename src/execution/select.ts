import { existsSync } from 'node:fs';
import { boundedSearch, NotEvaluable } from '../assertions/bounded.ts';
import { HarnessError } from '../errors.ts';
import type { Scenario, Service } from '../model.ts';
import { type Loaded, withoutMistakes } from '../runner/load/loaded.ts';
import { nearest } from '../yaml/nearest.ts';
import { quoted } from '../yaml/quoted.ts';
import { type Fits, fitting, hasPath, type Reached, wordsNear } from './filter.ts';

export interface Selection {
  /** Filters of scenarios to exclude. */
  readonly exclude?: readonly string[];
  /** A regular expression over a scenario's id and name. */
  readonly grep?: string;
  /** Ids of the scenarios that did not pass in the last run, to select only from them. */
  readonly failed?: ReadonlySet<string> | undefined;
  /** Finds scenarios by DB-API function or construct, from an earlier run. */
  readonly reached?: { readonly by: Reached; readonly reason: () => string };
  /** Receives a line about skipped files. */
  readonly note?: (line: string) => void;
}

/**
 * Scenarios that any filter selects; all without filters. Files with mistakes that no filter selects are skipped.
 * @throws HarnessErrors with all mistakes of selected files, or NOTHING_SELECTED for a filter without a match, because
 * a typo must not result in a green run
 */
export function select(
  files: readonly Loaded[],
  filters: readonly string[],
  { exclude = [], grep, failed, reached, note = () => {} }: Selection = {},
): readonly Scenario[] {
  if (files.length === 0)
    throw new HarnessError('NOTHING_SELECTED', 'There are no scenarios here', {
      fix: 'Name their folder with --scenarios.',
    });
  const fits = (filter: string) => oneOf(filter, files, reached);
  const wanted = filters.map(fits);
  const left = exclude.map(fits);
  const found = grep === undefined ? undefined : matched(grep, files);
  const chosen = files.filter(
    (file) =>
      (wanted.length === 0 || wanted.some((has) => has(file))) &&
      !left.some((has) => has(file)) &&
      (failed?.has(file.id) ?? true) &&
      (found?.has(file.id) ?? true),
  );
  for (const id of failed ?? [])
    if (!files.some((file) => file.id === id))
      note(`Skipping ${id}, which failed: it is not in these folders`);
  if (chosen.length === 0 && failed)
    throw new HarnessError('NOTHING_SELECTED', 'None of these scenarios failed in the last run', {
      fix: 'Run without --only-failed.',
    });
  if (chosen.length === 0)
    throw new HarnessError('NOTHING_SELECTED', 'No scenario is selected', {
      fix: 'Exclude less, or search for something else.',
    });
  const outside = chosen.filter(({ releases }) => releases);
  const scenarios = withoutMistakes(chosen).filter(({ id }) => !outside.some((file) => file.id === id));
  if (outside.length > 0) note(notForThese(outside));
  if (scenarios.length === 0)
    throw new HarnessError('NOTHING_SELECTED', notForThese(outside), {
      fix: 'Choose another --release, or other scenarios.',
    });
  const broken = files.filter(({ mistakes }) => mistakes.length > 0).map(({ file }) => file);
  if (broken.length > 0)
    note(`Skipped, because of mistakes: ${broken.slice(0, 5).join(', ')}${broken.length > 5 ? ', …' : ''}`);
  return scenarios;
}

const MOST_NAMED = 5;

function notForThese(files: readonly Loaded[]): string {
  const named = files.slice(0, MOST_NAMED).map(({ id, releases: { since, until } = {} }) => {
    const range = [since && `since ${since}`, until && `until ${until}`].filter(Boolean).join(', ');
    return `${id} (${range})`;
  });
  return `Skipped, because they are for other releases: ${named.join(', ')}${files.length > MOST_NAMED ? ', …' : ''}`;
}

function oneOf(filter: string, files: readonly Loaded[], reached: Selection['reached']): Fits {
  if (!hasPath(filter, files) && /\.ya?ml$/.test(filter) && existsSync(filter)) throw notHere(filter);
  const fits = fitting(filter, files);
  if (files.some(fits)) return fits;
  const isWord = /^[\w.]+$/.test(filter);
  const ids = isWord ? reached?.by(filter) : undefined;
  if (ids && files.some(({ id }) => ids.has(id))) return ({ id }) => ids.has(id);
  if (/[/.]/.test(filter) && existsSync(filter)) throw notHere(filter);
  const best = nearest(filter, wordsNear(filter, files));
  const unread = files.filter(({ scenario }) => !scenario).length;
  const hint = `${isWord && reached ? ` ${reached.reason()}` : ''}${unread === 0 ? '' : ` ${unread} files could not be read.`}`;
  throw new HarnessError('NOTHING_SELECTED', `No scenario matches or calls "${filter.slice(0, 200)}"`, {
    fix: `${best ? `Did you mean "${best}"? ` : ''}\`run-scenarios list\` shows all.${hint}`,
  });
}

/** For a filter that is a file or folder without scenarios, such as a file outside their folder, or a setup. */
const notHere = (filter: string): HarnessError =>
  new HarnessError('NOTHING_SELECTED', `${quoted(filter)} is not a scenario of the scenarios folder`, {
    fix: 'Move it there, or name its folder with --scenarios. A setup, below a folder that begins with _, runs through `use:`.',
  });

/** Ids of the files whose id or name matches an expression. */
function matched(text: string, files: readonly Loaded[]): ReadonlySet<string> {
  const shown = text.slice(0, 200);
  try {
    new RegExp(text, 'iu');
  } catch {
    throw new HarnessError('COMMAND_LINE', `"${shown}" is not a regular expression`, {
      fix: 'Write it like --grep "image.*paging".',
    });
  }
  const isMatch = ({ id, scenario }: Loaded): boolean => {
    try {
      return boundedSearch(text, `${id} ${scenario?.name ?? ''}`, 'iu') !== null;
    } catch (error) {
      if (!(error instanceof NotEvaluable)) throw error;
      throw new HarnessError('COMMAND_LINE', `"${shown}" takes too long to search for`, {
        fix: 'Avoid nested repetitions such as (a+)+.',
      });
    }
  };
  return new Set(files.filter(isMatch).map(({ id }) => id));
}

/** Removes scenarios with `skip:` and reports each with its reason. @throws HarnessError NOTHING_SELECTED */
export function withoutSkipped(
  scenarios: readonly Scenario[],
  note: (line: string) => void,
): readonly Scenario[] {
  for (const { id, skip } of scenarios) if (skip !== undefined) note(`Skipping ${id}: ${skip}`);
  const active = scenarios.filter(({ skip }) => skip === undefined);
  if (active.length > 0) return active;
  throw new HarnessError('NOTHING_SELECTED', 'All selected scenarios say skip:', {
    fix: 'Select others, or remove skip: from their files.',
  });
}

/**
 * The scenarios of services that both deployments provide.
 * @throws HarnessError NOTHING_SELECTED if there are none
 */
export function served(
  scenarios: readonly Scenario[],
  deployments: readonly { readonly services: readonly Service[] }[],
): readonly Scenario[] {
  const both = scenarios.filter(({ service }) =>
    deployments.every(({ services }) => services.includes(service)),
  );
  if (both.length > 0) return both;
  throw new HarnessError(
    'NOTHING_SELECTED',
    'These scenarios need a service that the deployments do not provide',
    {
      fix: 'Choose another target, or add the service to `services:` of the target in run-scenarios.yaml.',
    },
  );
}
