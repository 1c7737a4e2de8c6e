import colors from 'picocolors';
import type { RunDiff } from '../../analysis/run-diff.ts';
import { count, duration } from './paint.ts';
import { visible } from './visible.ts';

const MOST = 20;

/** The differences between two runs: new failures first. */
export function diffText(diff: RunDiff): string {
  const endpoints = (list: RunDiff['broke']) =>
    list.map(({ endpoint, from, to }) => `${visible(endpoint)}  ${from ?? 'new'} → ${to}`);
  const steps = (list: RunDiff['failing']) =>
    list.map(({ scenario, step }) => `${visible(scenario)}: ${visible(step)}`);
  const parts = [
    part(colors.red, ['endpoint that broke', 'endpoints that broke'], endpoints(diff.broke)),
    part(colors.red, ['step that now fails', 'steps that now fail'], steps(diff.failing)),
    part(
      colors.red,
      ['query that is now missing', 'queries that are now missing'],
      diff.appeared.map(visible),
    ),
    part(colors.red, ['scenario that was removed', 'scenarios that were removed'], diff.gone.map(visible)),
    part(
      colors.yellow,
      ['endpoint slower on the target', 'endpoints slower on the target'],
      diff.slower.map(
        ({ endpoint, before, now }) => `${visible(endpoint)}  ${duration(before)} → ${duration(now)}`,
      ),
    ),
    part(colors.green, ['endpoint that improved', 'endpoints that improved'], endpoints(diff.fixed)),
    part(colors.green, ['step that now passes', 'steps that now pass'], steps(diff.passing)),
    part(
      colors.green,
      ['query that is no longer missing', 'queries that are no longer missing'],
      diff.solved.map(visible),
    ),
    part(String, ['new scenario', 'new scenarios'], diff.added.map(visible)),
  ].flat();
  if (diff.notRun > 0)
    parts.push(`The later run left out ${count(diff.notRun, 'scenario', 'scenarios')} of the earlier one.`);
  return parts.length > 0
    ? parts.join('\n')
    : 'Nothing changed: the same verdicts, failures and missing queries.';
}

function part(
  paint: (text: string) => string,
  [one, many]: readonly [one: string, many: string],
  lines: readonly string[],
): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - MOST;
  return [
    paint(count(lines.length, one, many)),
    ...lines.slice(0, MOST).map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
