import { stripVTControlCharacters } from 'node:util';
import colors from 'picocolors';
import type {
  Difference,
  Frame,
  Json,
  MissingQuery,
  PerSide,
  ScenarioResult,
  StepResult,
  Verdict,
  Wait,
} from '../../model.ts';
import { agrees, SIDES } from '../../model.ts';
import { curlCommand, tokenVariable } from '../curl-command.ts';
import { indent } from './failure-text.ts';

const PAINT: Readonly<Record<Verdict, (text: string) => string>> = {
  identical: colors.green,
  gone: colors.green,
  differs: colors.red,
  refused: colors.red,
  blocked: colors.yellow,
  unreached: colors.dim,
  unavailable: colors.dim,
};

export const paintVerdict = (verdict: Verdict, text: string = verdict): string => PAINT[verdict](text);

export const isFailing = ({ verdict, failures }: StepResult): boolean =>
  failures.length > 0 || !agrees(verdict);

/** Everything a person needs to know of a failing step, to reproduce it included. */
export function stepText(scenario: ScenarioResult, step: StepResult): string {
  const { place } = step;
  const where = colors.cyan(`${place.file}:${place.line}:${place.column}`);
  const lines = [`${paintVerdict(step.verdict)} ${colors.bold(step.endpoint)} ${step.name} ${where}`];
  if (step.blockedBy) lines.push(`  blocked by the step "${step.blockedBy}"`);
  for (const { side, message } of step.failures) lines.push(`  ${side}: ${message}`);
  // That the target's status is not the expected one says it already.
  const told = step.failures.some(({ side }) => side === 'target');
  const differences = step.differences.filter(({ kind }) => kind !== 'status' || !told);
  for (const difference of differences.slice(0, MOST_DIFFERENCES))
    lines.push(indent(differenceText(difference)));
  const more = differences.length - MOST_DIFFERENCES;
  if (more > 0) lines.push(`  and ${more} more difference${more === 1 ? '' : 's'}, in run.json`);
  for (const query of step.missing) lines.push(indent(missingText(query)));
  if (step.missing.length === 0 && !step.blockedBy && !agrees(step.verdict)) lines.push(`  ${NOT_LOCATED}`);
  lines.push(...wordsText(step).map(indent));
  if (step.follows)
    lines.push(`  may follow from the step "${step.follows.step}": ${step.follows.missing.join(', ')}`);
  if (step.waits) lines.push(`  waited ${waitsText(step.waits)}`);
  const sent = { ...step.broken, ...step.exchanges };
  const requestId = (sent.target ?? sent.baseline)?.requestId;
  if (requestId) lines.push(`  request id ${requestId}, sent to both`);
  for (const side of SIDES) {
    const exchange = sent[side];
    if (!exchange) continue;
    const status = 'response' in exchange ? exchange.response.status : '—';
    const command = curlCommand(exchange, tokenVariable(side, scenario.id, exchange.actor));
    lines.push(`  ${side.padEnd(8)} ${status} ${colors.dim(command)}`);
  }
  return lines.join('\n');
}

/** The same without the colours of a terminal. */
export const stepTextPlain = (scenario: ScenarioResult, step: StepResult): string =>
  stripVTControlCharacters(stepText(scenario, step));

const MOST_DIFFERENCES = 5;

function differenceText({ kind, path, baseline, target }: Difference): string {
  return `${colors.red(kind)} at ${path}: ${show(baseline)} on the baseline, ${show(target)} on the target`;
}

/** What a report says where it has no cause. */
const NOT_LOCATED = 'not located: the queries of both sides correspond as far as they were seen';

export function missingText(query: MissingQuery): string {
  const { construct, dbApi, way, reached, evidence, place, inStep, hunk } = query;
  const where = place ? ` at ${colors.cyan(frameText(place))}` : '';
  const hidden = reached ? '' : ' (hidden by an earlier refusal)';
  const then = inStep === undefined ? '' : ` (in the step "${inStep}")`;
  const text =
    way === 'copy'
      ? `${colors.yellow('copy edited')} in ${colors.bold(dbApi)}${where}: ${evidence}`
      : `${colors.yellow(construct)} ${way} in ${colors.bold(dbApi)}${where}: ${evidence}`;
  return [`${text}${hidden}${then}`, ...(hunk ? hunkLines(hunk) : [])].join('\n');
}

const MOST_HUNK_LINES = 14;

export const hunkLines = (hunk: string): string[] => {
  const lines = hunk.split('\n');
  const paint = (line: string) =>
    line.startsWith('-') ? colors.red(line) : line.startsWith('+') ? colors.green(line) : colors.dim(line);
  const more = lines.length > MOST_HUNK_LINES ? ['  …'] : [];
  return [...lines.slice(0, MOST_HUNK_LINES).map((line) => `  ${paint(line)}`), ...more];
};

/** The exception that the target's service logged, and where in the copy; else its last line. */
function wordsText({ words }: StepResult): string[] {
  const said = words?.target;
  if (!said) return [];
  if (!said.exception) {
    const last = said.log.findLast((line) => / (?:ERROR|CRITICAL|WARNING) /.test(line));
    return last ? [`target logged: ${shortText(last)}`] : [];
  }
  const { type, message, frames } = said.exception;
  const frame = frames.findLast(({ inCopy }) => inCopy) ?? frames.at(-1);
  const lines = [`target logged: ${colors.red(shortText(`${type}: ${message}`))}`];
  if (frame) lines.push(`${frame.inCopy ? '→ ' : ''}${colors.cyan(frameText(frame))} in ${frame.function}`);
  if (frame?.code) lines.push(`    ${frame.code}`);
  return lines;
}

/** `refused`, or `wrong, hidden` where an earlier refusal kept the target from getting there. */
export const wayText = ({ way, reached }: MissingQuery): string => {
  const how = way === 'copy' ? 'copy edited' : way;
  return reached ? how : `${how}, hidden`;
};

/** The end of a frame's path, from the copies' folder where it is one: `discovery/glance/api.py:276`. */
export const frameText = ({ file, line }: Frame): string =>
  `${/(?<=\/)discovery\/.*/.exec(file)?.[0] ?? file.split('/').slice(-2).join('/')}:${line}`;

/** `2 tries, 412 ms on the baseline; 3 tries, 0.9 s on the target`. */
export const waitsText = (waits: Partial<PerSide<Wait>>): string =>
  SIDES.flatMap((side) => {
    const wait = waits[side];
    return wait
      ? [`${wait.tries} ${wait.tries === 1 ? 'try' : 'tries'}, ${duration(wait.ms)} on the ${side}`]
      : [];
  }).join('; ');

const duration = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

const show = (value: Json): string => shortText(JSON.stringify(value));

export const shortText = (text: string): string => (text.length > 160 ? `${text.slice(0, 160)}…` : text);
