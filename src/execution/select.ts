import { HarnessError } from '../errors.ts';
import type { Scenario, Service } from '../model.ts';
import { type Loaded, withoutMistakes } from '../runner/load/loaded.ts';
import { nearest } from '../yaml/nearest.ts';
import { fitting, type Reached, wordsNear } from './filter.ts';

export interface Selection {
  /** Filters of what is left out. */
  readonly exclude?: readonly string[];
  /** A regular expression over a scenario's id and name. */
  readonly grep?: string;
  /** Knows what reaches DB-API functions and constructs, of an earlier run. */
  readonly reached?: Reached;
  /** Takes a line about files that are passed over. */
  readonly note?: (line: string) => void;
}

/**
 * Scenarios that any filter names, all without one. Files with mistakes that no filter names are passed over.
 * @throws HarnessErrors with all mistakes of the files that are named, or NOTHING_SELECTED for a filter that names none:
 * a typo must not pass for a green run.
 */
export function select(
  files: readonly Loaded[],
  filters: readonly string[],
  { exclude = [], grep, reached = () => undefined, note = () => {} }: Selection = {},
): readonly Scenario[] {
  if (files.length === 0)
    throw new HarnessError('NOTHING_SELECTED', 'There are no scenarios', {
      fix: 'Name their folder with --scenarios.',
    });
  const fits = (filter: string) => oneOf(filter, files, reached);
  const wanted = filters.map(fits);
  const left = exclude.map(fits);
  const pattern = grep === undefined ? undefined : expression(grep);
  const chosen = files.filter(
    (file) =>
      (wanted.length === 0 || wanted.some((has) => has(file))) &&
      !left.some((has) => has(file)) &&
      (pattern?.test(`${file.id} ${file.scenario?.name ?? ''}`) ?? true),
  );
  if (chosen.length === 0)
    throw new HarnessError('NOTHING_SELECTED', 'No scenario is left', {
      fix: 'Exclude less, or look for another word.',
    });
  const scenarios = withoutMistakes(chosen);
  const broken = files.filter(({ mistakes }) => mistakes.length > 0).map(({ file }) => file);
  if (broken.length > 0)
    note(`Passed over, with mistakes: ${broken.slice(0, 5).join(', ')}${broken.length > 5 ? ', …' : ''}`);
  return scenarios;
}

function oneOf(filter: string, files: readonly Loaded[], reached: Reached): (file: Loaded) => boolean {
  const fits = fitting(filter, files, reached);
  if (files.some(fits)) return fits;
  const best = nearest(filter, wordsNear(filter, files));
  const unread = files.filter(({ scenario }) => !scenario).length;
  const hint = unread === 0 ? '' : ` ${unread} files could not be read.`;
  throw new HarnessError('NOTHING_SELECTED', `No scenario is, or calls, "${filter.slice(0, 200)}"`, {
    fix: `${best ? `Did you mean "${best}"? ` : ''}\`run-scenarios list\` shows all.${hint}`,
  });
}

function expression(text: string): RegExp {
  try {
    return new RegExp(text, 'iu');
  } catch {
    throw new HarnessError('COMMAND_LINE', `"${text.slice(0, 200)}" is not a regular expression`);
  }
}

/**
 * The scenarios of services that both deployments serve.
 * @throws HarnessError NOTHING_SELECTED when there are none.
 */
export function served(
  scenarios: readonly Scenario[],
  deployments: readonly { readonly services: readonly Service[] }[],
): readonly Scenario[] {
  const both = scenarios.filter(({ service }) =>
    deployments.every(({ services }) => services.includes(service)),
  );
  if (both.length > 0) return both;
  throw new HarnessError('NOTHING_SELECTED', 'These scenarios need a service that the deployments lack', {
    fix: 'Name another target, or what it serves with `services:` in run-scenarios.yaml.',
  });
}
