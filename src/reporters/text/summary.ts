import { stripVTControlCharacters } from 'node:util';
import colors from 'picocolors';
import wrap from 'wrap-ansi';
import { type Cause, causesOf } from '../../analysis/causes.ts';
import { endpointCounts } from '../../analysis/coverage/counts.ts';
import { changesOf } from '../../analysis/upgrade/changes.ts';
import { isFailed, isFailing, isGreen } from '../../analysis/verdict.ts';
import type { RunFile, StepResult } from '../../model.ts';
import { isComplete, SIDES } from '../../model.ts';
import { causeText } from './cause-text.ts';
import { changeText } from './change-text.ts';
import { failureText } from './failure-text.ts';
import { count, duration, paintVerdict } from './paint.ts';
import { waitsText } from './step-text.ts';
import { visible } from './visible.ts';

export interface SummaryOptions {
  /** Characters per line. */
  readonly width: number;
  /** Maximum number of causes to show. `fix` lists all. */
  readonly most: number;
  /** Whether to show times. */
  readonly verbose?: boolean;
}

/**
 * The outcome of a run: two lines if everything passed, otherwise the causes of failures in the order of the ranking.
 */
export function summary(run: RunFile, { width, most, verbose = false }: SummaryOptions): string {
  const causes = causesOf(run).map((cause) => ({ ...cause, text: causeText(cause, Math.floor(width / 2)) }));
  const changes = run.baselineReleases && changesOf(run.scenarios).map(changeText);
  const found = changes
    ? [...changes, ...causes.filter(({ kind }) => isOutside(kind)).map(({ text }) => text)]
    : causes.map(({ text }) => text);
  const shown = found.slice(0, most);
  const more = found.length - most;
  const lines = [
    ...(shown.length > 0
      ? [...shown, ...(more > 0 ? [`and ${count(more, changes ? 'more change' : 'more cause')}`] : []), '']
      : []),
    ...(run.abort ? [failureText(run.abort)] : []),
    closing(run),
    ...(run.endpoints.length > 0 ? [`  ${endpointsLine(run)}`] : []),
    ...lackingLines(run).map((line) => `  ${colors.yellow(line)}`),
    ...run.unavailable.map((each) => `  ${colors.yellow(`not available: ${visible(each)}`)}`),
    ...(verbose ? times(run).map((line) => `  ${colors.dim(line)}`) : []),
    ...(shown.length > 0 ? [`  next: ${nextCommand(run)}`] : []),
  ];
  return lines.map((line) => wrapped(line, width)).join('\n');
}

/** Whether a cause is of failures outside the steps, which no change between two releases explains. */
const isOutside = (kind: Cause['kind']): boolean => kind === 'broken-off' || kind === 'cleanup';

/** Wraps and indents long lines, except commands, which must stay copyable. */
export const wrapped = (text: string, width: number): string =>
  text
    .split('\n')
    .map((line) => {
      const plain = stripVTControlCharacters(line);
      // Measuring other characters takes longer than everything else in a short summary.
      const fits = plain.length <= width - 2 && /^[\x20-\x7e✓✗–→…·]*$/.test(plain);
      if (fits || /^ *curl /.test(plain)) return line;
      const [own = ''] = /^ */.exec(line) ?? [];
      const lines = wrap(line.slice(own.length), width - own.length - 2, { hard: true }).split('\n');
      return lines.map((each, index) => `${own}${index > 0 ? '  ' : ''}${each}`).join('\n');
    })
    .join('\n');

/** Without a name, `report` is of the newest complete run. */
function nextCommand(run: RunFile): string {
  const report = isComplete(run) ? 'report' : 'report last';
  if (run.baselineReleases) return colors.bold(`run-scenarios ${report} --format upgrade`);
  return `${colors.bold(`run-scenarios repro 1 --target ${visible(run.target)}`)}, or fix, or ${report} --open`;
}

function closing(run: RunFile): string {
  const { scenarios, planned, status, ms } = run;
  const good = isGreen(scenarios) && status !== 'aborted';
  const failed = scenarios.filter(isFailed).length;
  const ran = scenarios.filter(({ unavailable }) => unavailable === undefined).length;
  const steps = scenarios.flatMap((scenario) => scenario.steps);
  const failing = steps.filter(isFailing).length;
  const sides = `${colors.bold(visible(run.target))} against ${colors.bold(visible(run.baseline))}`;
  const left = scenarios.length < planned ? `, ${planned - scenarios.length} of ${planned} not run` : '';
  const outcome = good
    ? `${ran === 1 ? '' : 'all '}${count(ran, 'scenario')} passed, ${count(steps.length, 'step')}`
    : `${failed.toLocaleString('en')} of ${count(ran, 'scenario')} failed, ${failing.toLocaleString('en')} of ${count(steps.length, 'step')}`;
  const lacking = ran < scenarios.length ? `, ${scenarios.length - ran} unavailable` : '';
  const mark = good ? colors.green('✓') : colors.red('✗');
  return `${mark} ${sides}: ${outcome}${lacking}${left}, ${duration(ms.total)}`;
}

function endpointsLine({ endpoints }: RunFile): string {
  const { verdicts, unavailable } = endpointCounts(endpoints);
  const needs = unavailable.map(([component]) => component).join(', ');
  const parts = verdicts.map(([verdict, number]) =>
    paintVerdict(
      verdict,
      `${number} ${verdict}${verdict === 'unavailable' ? ` (without ${visible(needs)})` : ''}`,
    ),
  );
  return `endpoints: ${parts.join(', ')}`;
}

/** What deployments lack, each reason once. */
function lackingLines({ scenarios }: RunFile): string[] {
  const reasons = scenarios.flatMap(({ unavailable }) => unavailable ?? []);
  return [...new Set(reasons)].map((reason) => {
    const number = reasons.filter((each) => each === reason).length;
    return `unavailable: ${count(number, 'scenario')}, because ${visible(reason)}`;
  });
}

/** Where the time was spent. */
function times({ ms, scenarios }: RunFile): string[] {
  const steps = scenarios.flatMap((scenario) => scenario.steps);
  return [
    `waiting for services ${duration(ms.waiting)} in all requests, own CPU ${duration(ms.own)}`,
    ...waiting(steps),
  ];
}

/** Total time spent polling, and the longest poll on the target. */
function waiting(steps: readonly StepResult[]): string[] {
  const polled = steps.filter(({ waits }) => waits);
  const [longest] = [...polled].sort((a, b) => (b.waits?.target?.ms ?? 0) - (a.waits?.target?.ms ?? 0));
  if (!longest?.waits) return [];
  const sums = SIDES.map(
    (side) =>
      `${duration(polled.reduce((sum, { waits }) => sum + (waits?.[side]?.ms ?? 0), 0))} on the ${side}`,
  );
  const most = `longest ${visible(longest.endpoint)} "${visible(longest.name)}": ${waitsText(longest.waits)}`;
  return [`polled states: ${polled.length}, ${sums.join(', ')}; ${most}`];
}
