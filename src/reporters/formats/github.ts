import type { Place, RunFile } from '../../model.ts';
import { isFailing, stepTextPlain } from '../text/step-text.ts';

/** More than these GitHub does not show for a step of a job. */
const MOST = 10;

/** Annotations for GitHub's pages, a line each: every line of a scenario where a step fails, what broke the run. */
export function github(run: RunFile): string {
  // The steps of a shared setup fail in every scenario that uses it, at one line.
  const failing = new Map<string, string>();
  for (const scenario of run.scenarios)
    for (const step of scenario.steps.filter(isFailing)) {
      const { file, line } = step.place;
      if (failing.has(`${file}:${line}`)) continue;
      const title = `${step.endpoint}: ${step.verdict}`;
      const text = stepTextPlain(scenario, step);
      failing.set(`${file}:${line}`, annotation('error', step.place, title, text));
    }
  const abort = run.abort ? [annotation('error', run.abort.place, run.abort.code, run.abort.message)] : [];
  const left = failing.size - MOST;
  const more =
    left > 0
      ? [annotation('notice', undefined, 'More', `${left} more lines of scenarios fail; the report has all`)]
      : [];
  return [...abort, ...[...failing.values()].slice(0, MOST), ...more].map((line) => `${line}\n`).join('');
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
