import colors from 'picocolors';
import type { ScenarioResult, StepResult } from '../../model.ts';
import { SIDES } from '../../model.ts';
import { outcomeText } from '../answer-outcome.ts';
import { type BodyRow, rowsOf } from '../body-lines.ts';
import { curlCommand, tokenVariable } from '../curl-command.ts';
import { duration } from './paint.ts';
import { followsText, missingText, outcomeOf, placeText, reasonsOf } from './step-text.ts';
import { visible } from './visible.ts';

/** One step: requests as curl commands, both answers with differences marked, and the reasons. */
export function reproText(scenario: ScenarioResult, step: StepResult): string {
  const before = scenario.steps.indexOf(step);
  const setUp = before > 0 ? `, after ${before} ${before === 1 ? 'step' : 'steps'} of set-up` : '';
  return [
    `${colors.bold(visible(step.endpoint))}: ${visible(step.name)}`,
    colors.dim(`${placeText(step.place)}${setUp}`),
    ...SIDES.map((side) => requestOf(scenario, step, side)),
    colors.bold(`\n${outcomeOf(step)}`),
    ...reasonsOf(step).map((reason) => `  ${reason}`),
    ...step.missing.map((query) => `  ${missingText(query)}`),
    ...(step.follows ? [`  ${followsText(step.follows)}`] : []),
    ...step.missing.flatMap(({ traceback = [] }) =>
      traceback.slice(-TRACEBACK).map((line) => `    ${visible(line)}`),
    ),
    ...answers(step),
  ].join('\n');
}

/** Number of traceback frames to show, those nearest to the refusal. */
const TRACEBACK = 4;

function requestOf(
  scenario: ScenarioResult,
  { exchanges, broken }: StepResult,
  side: (typeof SIDES)[number],
): string {
  const sent = exchanges[side] ?? broken?.[side];
  if (!sent) return `\n${side}: not sent`;
  const command = curlCommand(sent, tokenVariable(side, scenario.id, sent.actor));
  return `\n${side} ${outcomeText(sent)}, ${duration(sent.ms)}, ${visible(sent.requestId)}\n${colors.cyan(visible(command))}`;
}

/** Equal lines to show around a difference. */
const CONTEXT = 2;

const MOST_LINES = 60;

/** Both bodies as one diff, `-` baseline and `+` target. Corresponding ids count as equal. */
function answers({ exchanges: { baseline, target }, differences }: StepResult): string[] {
  if (!baseline || !target) return [];
  const rows = rowsOf(baseline.response.body, target.response.body, differences);
  const near = (index: number): boolean =>
    rows.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ differs }) => differs);
  const lines: string[] = [];
  for (const [index, row] of rows.entries()) {
    if (near(index)) lines.push(...linesOf(row));
    else if (lines.at(-1) !== '  …') lines.push('  …');
  }
  if (lines.every((line) => line === '  …')) return [];
  const more = lines.length - MOST_LINES;
  return [
    `\nanswers, ${colors.red('- baseline')}, ${colors.green('+ target')}`,
    ...lines.slice(0, MOST_LINES),
    ...(more > 0 ? [`  and ${more} more lines, in run.json`] : []),
  ];
}

function linesOf({ baseline, target, differs }: BodyRow): string[] {
  if (!differs) return [`  ${visible((baseline ?? target)?.text ?? '')}`];
  return [
    ...(baseline ? [colors.red(`- ${visible(baseline.text)}`)] : []),
    ...(target ? [colors.green(`+ ${visible(target.text)}`)] : []),
  ];
}
