import { stripVTControlCharacters } from 'node:util';
import colors from 'picocolors';
import { itemName } from '../../analysis/ranking.ts';
import { isFailing } from '../../analysis/verdict.ts';
import { cutEnd } from '../../assertions/cut.ts';
import type {
  Frame,
  MissingQuery,
  Narrowed,
  PerSide,
  Place,
  ScenarioResult,
  StepResult,
  Wait,
} from '../../model.ts';
import { agrees, SIDES } from '../../model.ts';
import { curlCommand, tokenVariable } from '../curl-command.ts';
import { differenceText } from './difference-text.ts';
import { indent, leftoversText } from './failure-text.ts';
import { count, duration, paintVerdict } from './paint.ts';
import { visible } from './visible.ts';

/** Maximum characters of a value if the output's width is unknown. */
const ROOM = 160;

const MOST_DIFFERENCES = 5;

/** A step's outcome in one word. A step that fails on both sides in the same way is `failed`, not identical. */
export const outcomeOf = (step: StepResult): string =>
  isFailing(step) && agrees(step.verdict) ? 'failed' : step.verdict;

/** All details of a failing step, including commands to reproduce it. */
export function stepText(scenario: ScenarioResult, step: StepResult, room = ROOM): string {
  const head = `${outcomeOf(step) === 'failed' ? colors.red('failed') : paintVerdict(step.verdict)} ${colors.bold(visible(step.endpoint))} ${visible(step.name)}`;
  const lines = [`${head} ${colors.cyan(placeText(step.place))}`];
  for (const reason of reasonsOf(step, room)) lines.push(`  ${reason}`);
  for (const query of step.missing) lines.push(indent(missingText(query)));
  if (step.missing.length === 0 && !step.blockedBy && !agrees(step.verdict)) lines.push(`  ${NOT_LOCATED}`);
  lines.push(...wordsText(step).map((line) => `  ${line}`));
  if (step.follows)
    lines.push(`  ${followsText(step.follows)}: ${step.follows.missing.map(visible).join(', ')}`);
  lines.push(...leftoversText(step).map((line) => `  ${visible(line)}`));
  if (step.waits) lines.push(`  polled ${waitsText(step.waits)}`);
  if (step.atOnce) lines.push(`  ${atOnceText(step.atOnce)}`);
  return [...lines, ...requestLines(scenario, step).map((line) => `  ${line}`)].join('\n');
}

/** The step that a failure may follow from. */
export const followsText = ({ scenario, step }: NonNullable<StepResult['follows']>): string =>
  `may follow from the step "${visible(step)}"${scenario === undefined ? '' : ` of ${visible(scenario)}`}`;

/** The same without terminal colours. */
export const stepTextPlain = (scenario: ScenarioResult, step: StepResult): string =>
  stripVTControlCharacters(stepText(scenario, step));

/** A step's requests as curl commands, with the status of each answer. */
export function requestLines(
  { id }: Pick<ScenarioResult, 'id'>,
  { exchanges, broken }: Pick<StepResult, 'exchanges' | 'broken'>,
): string[] {
  const sent = { ...broken, ...exchanges };
  const commands = SIDES.flatMap((side) => {
    const exchange = sent[side];
    if (!exchange) return [];
    const status = 'response' in exchange ? exchange.response.status : '—';
    const command = visible(curlCommand(exchange, tokenVariable(side, id, exchange.actor)));
    return [`${side.padEnd(8)} ${status} ${colors.dim(command)}`];
  });
  return [...requestIdLines(sent), ...commands];
}

/** The request id of a step; two if its answers are to different ones of the requests at once. */
function requestIdLines(sent: Partial<PerSide<{ readonly requestId: string }>>): string[] {
  const { baseline, target } = sent;
  if (baseline && target && baseline.requestId !== target.requestId)
    return SIDES.map((side) => `request id ${visible(sent[side]?.requestId ?? '')}, sent to the ${side}`);
  const one = target ?? baseline;
  return one ? [`request id ${visible(one.requestId)}, sent to both`] : [];
}

/** Failed expectations and differences as plain text, one per line. */
export function reasonsOf(step: StepResult, room = ROOM): string[] {
  const { failures, differences, blockedBy } = step;
  const messages = [...new Set(failures.map(({ message }) => message))];
  const unmet = messages.map((message) => {
    const sides = failures.filter((failure) => failure.message === message).map(({ side }) => side);
    return `${new Set(sides).size === 2 ? 'both' : sides[0]}: ${visible(message)}`;
  });
  // The failed expectation already reports the target's status.
  const isSaid = failures.some(({ side }) => side === 'target');
  const shown = differences.filter(({ kind }) => kind !== 'status' || !isSaid);
  const more = shown.length - MOST_DIFFERENCES;
  return [
    ...(blockedBy === undefined ? [] : [`blocked by the step "${visible(blockedBy)}"`]),
    ...unmet,
    ...shown.slice(0, MOST_DIFFERENCES).map((difference) => differenceText(difference, step, room)),
    ...(more > 0 ? [`and ${count(more, 'more difference')}, in run.json`] : []),
  ];
}

/** Why a step failed, in one line of plain text: the first reason and the missing query. */
export function headline(step: StepResult, room = ROOM): string {
  const [reason] = reasonsOf(step, room);
  const query = step.missing.find(({ reached }) => reached) ?? step.missing[0];
  const cause = query && visible(queryText(query));
  if (!cause) return reason ?? outcomeOf(step);
  return reason ? `${reason} (${cause})` : cause;
}

/** Shown if a failing step has no known cause. */
const NOT_LOCATED = 'not located: the traced queries of both sides correspond';

/** Text such as `Query.one refused in image_get`, `a query of image_get wrong` or `the copy's image_get: wrong edit`. */
export function queryText(query: MissingQuery): string {
  const name = itemName(query);
  if (query.way === 'copy') return `${name}: wrong edit`;
  return `${name} ${failureModeText(query)}${name === query.construct ? ` in ${query.dbApi}` : ''}`;
}

export function missingText(query: MissingQuery): string {
  const { reached, evidence, place, inStep, hunk, narrowed, ofOthers } = query;
  const where = place ? ` at ${colors.cyan(frameText(place))}` : '';
  const hidden = reached ? '' : ' (hidden by an earlier refusal)';
  const then = inStep === undefined ? '' : ` (in the step "${visible(inStep)}")`;
  const text = `${colors.yellow(visible(queryText({ ...query, reached: true })))}${where}: ${visible(evidence)}`;
  return [
    `${text}${hidden}${then}${ofOthers ? ' (rows that other scenarios can change)' : ''}`,
    ...(hunk ? hunkLines(hunk) : []),
    ...(narrowed ? narrowedLines(narrowed).map((line) => `  ${line}`) : []),
  ].join('\n');
}

/** The smallest statement that still differs, and both results. */
export const narrowedLines = ({ sql, rows, baseline, target }: Narrowed): string[] => [
  `smallest: ${visible(shortText(sql))}`,
  `  SQLite: ${visible(shortText(baseline))}, ROME: ${visible(shortText(target))}, of ${rows} row${rows === 1 ? '' : 's'}`,
];

const MOST_HUNK_LINES = 14;

export const hunkLines = (hunk: string): string[] => {
  const lines = hunk.split('\n').map(visible);
  const paint = (line: string) =>
    line.startsWith('-') ? colors.red(line) : line.startsWith('+') ? colors.green(line) : colors.dim(line);
  const more = lines.length > MOST_HUNK_LINES ? ['  …'] : [];
  return [...lines.slice(0, MOST_HUNK_LINES).map((line) => `  ${paint(line)}`), ...more];
};

/** The exception that the target's service logged, with its place in the copy; without one, the last log line. */
function wordsText({ words }: StepResult): string[] {
  const said = words?.target;
  if (!said) return [];
  if (!said.exception) {
    const last = said.log.findLast((line) => / (?:ERROR|CRITICAL|WARNING) /.test(line));
    return last ? [`target logged: ${visible(shortText(last))}`] : [];
  }
  const { type, message, frames } = said.exception;
  const frame = frames.findLast(({ inCopy }) => inCopy) ?? frames.at(-1);
  const lines = [`target logged: ${colors.red(visible(shortText(`${type}: ${message}`)))}`];
  if (frame)
    lines.push(`${frame.inCopy ? '→ ' : ''}${colors.cyan(frameText(frame))} in ${visible(frame.function)}`);
  if (frame?.code) lines.push(`    ${visible(frame.code)}`);
  return lines;
}

/** `refused`, or `wrong, hidden` if an earlier refusal prevented the query. */
export const failureModeText = ({ way, reached }: Pick<MissingQuery, 'way' | 'reached'>): string => {
  const how = way === 'copy' ? 'wrong edit' : way;
  return reached ? how : `${how}, hidden`;
};

/** The end of a frame's path, from the copies' folder if it contains one: `discovery/glance/api.py:276`. */
export const frameText = ({ file, line }: Frame): string =>
  visible(`${/(?<=^|\/)discovery\/.*/.exec(file)?.[0] ?? file.split('/').slice(-2).join('/')}:${line}`);

export const placeText = ({ file, line, column }: Place): string => visible(`${file}:${line}:${column}`);

/** Text such as `2 tries, 412 ms on the baseline; 3 tries, 0.9 s on the target`. */
export const waitsText = (waits: Partial<PerSide<Wait>>): string =>
  SIDES.flatMap((side) => {
    const wait = waits[side];
    return wait ? [`${count(wait.tries, 'try', 'tries')}, ${duration(wait.ms)} on the ${side}`] : [];
  }).join('; ');

/** Text such as `sent at once with 3 others, "delete one flavor"`. */
const atOnceText = ({ name, requests }: NonNullable<StepResult['atOnce']>): string =>
  `sent at once with ${count(requests - 1, 'other')}, "${visible(name)}"`;

export const shortText = (text: string): string => cutEnd(text, ROOM);
