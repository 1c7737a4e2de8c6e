import { stripVTControlCharacters } from 'node:util';
import { causesOf, type Occurrence, outsideSteps } from '../../analysis/causes.ts';
import type { Place, RunFile } from '../../model.ts';
import { outcomeOf, stepTextPlain } from '../text/step-text.ts';

/** Maximum number of annotations that GitHub shows for a step of a job. */
const MOST = 10;

/**
 * Annotations for GitHub, one per line: the error that interrupted the run, then every failing line of a scenario. Each
 * cause is shown once before any repeats.
 */
export function github(run: RunFile): string {
  const causes = causesOf(run);
  const all = [
    ...causes.flatMap(({ occurrences }) => occurrences.slice(0, 1)),
    ...causes.flatMap(({ occurrences }) => occurrences.slice(1)),
  ];
  // Steps of a shared setup fail at the same line in every scenario that uses it.
  const failing = new Map<string, string>();
  for (const { at, title, text } of all.flatMap(notesOf)) {
    const key = `${at.file}:${at.line}`;
    if (!failing.has(key)) failing.set(key, annotation('error', at, title, text));
  }
  const abort = run.abort ? [annotation('error', run.abort.place, run.abort.code, run.abort.message)] : [];
  const left = failing.size - MOST;
  const more =
    left > 0
      ? [annotation('notice', undefined, 'More', `${left} more lines of scenarios fail; the report has all`)]
      : [];
  return [...abort, ...[...failing.values()].slice(0, MOST), ...more].map((line) => `${line}\n`).join('');
}

interface Note {
  readonly at: Place;
  readonly title: string;
  readonly text: string;
}

function notesOf({ scenario, step }: Occurrence): Note[] {
  if (step) {
    const title = `${step.endpoint}: ${outcomeOf(step)}`;
    return [{ at: step.place, title, text: stepTextPlain(scenario, step) }];
  }
  const at = { file: scenario.file, line: 1, column: 1 };
  const places = scenario.failures.flatMap(({ place }) => place ?? []);
  const text = stripVTControlCharacters(outsideSteps(scenario).join('\n'));
  return [{ at: places[0] ?? at, title: `${scenario.id} outside its steps`, text }];
}

function annotation(
  kind: 'error' | 'notice',
  place: Place | undefined,
  title: string,
  message: string,
): string {
  const at = place ? `file=${property(place.file)},line=${place.line},col=${place.column},` : '';
  return `::${kind} ${at}title=${property(title)}::${data(message)}`;
}

const data = (value: string): string =>
  value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (value: string): string => data(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
