import colors from 'picocolors';
import { type Cause, type Occurrence, outsideSteps } from '../../analysis/causes.ts';
import type { WorkItem } from '../../analysis/ranking.ts';
import { cutEnd } from '../../assertions/cut.ts';
import type { ScenarioResult, StepResult } from '../../model.ts';
import { SIDES } from '../../model.ts';
import { curlCommand, tokenVariable } from '../curl-command.ts';
import { count } from './paint.ts';
import { frameText, headline, placeText } from './step-text.ts';
import { visible } from './visible.ts';

/** A cause in a few lines: description, blocked endpoints, occurrences. @param room maximum characters of a value */
export function causeText(cause: Cause, room: number): string {
  const [first, ...details] = linesOf(cause, room);
  return [`${colors.bold(`${cause.number}`)} ${first}`, ...details.map((line) => `  ${line}`)].join('\n');
}

function linesOf({ kind, item, occurrences, endpoints }: Cause, room: number): string[] {
  const [example] = occurrences;
  switch (kind) {
    case 'query':
      return item ? [itemTitle(item), `${itemGain(item)}${placeOf(item)}`] : [];
    case 'difference':
      return example ? differenceLines(example, endpoints, occurrences.length, room) : [];
    case 'broken-off':
      return [colors.red(`${count(occurrences.length, 'scenario')} interrupted`), ids(occurrences)];
    case 'cleanup': {
      const failures = occurrences.flatMap(({ scenario }) => scenario.failures);
      const [failure] = failures.filter(({ code }) => code === 'CLEANUP');
      return [
        colors.yellow(`${count(failures.length, 'thing')} could not be cleaned up (CLEANUP)`),
        `${ids(occurrences)}: ${failure?.side}: ${visible(failure?.message ?? '')}`,
      ];
    }
  }
}

/** Title of a work item, such as `Query.one refused in image_get and 3 more`. */
function itemTitle({ name, queries }: WorkItem): string {
  const ways = [...new Set(queries.map(({ way }) => way))].join(' and ');
  const functions = [...new Set(queries.map(({ dbApi }) => dbApi))];
  const more = functions.length > 1 ? ` and ${functions.length - 1} more` : '';
  if (queries.some(({ way }) => way === 'copy')) return `${colors.red(visible(name))}: wrong edit`;
  const where =
    name !== queries[0]?.construct ? '' : ` in ${colors.bold(visible(functions[0] ?? ''))}${more}`;
  return `${colors.red(visible(name))} ${ways}${where}`;
}

/** Gain of a work item, such as `blocks 18 endpoints, fixes 12`. */
function itemGain({ endpoints, unblocks }: WorkItem): string {
  const gain = unblocks.length > 0 ? colors.green(`fixes ${unblocks.length}`) : 'fixes none alone';
  return `blocks ${count(endpoints.length, 'endpoint')}, ${gain}`;
}

function placeOf({ queries }: WorkItem): string {
  const place = queries.find((query) => query.place)?.place;
  return place ? `; ${colors.cyan(frameText(place))}` : '';
}

function differenceLines(
  { scenario, step }: Occurrence,
  endpoints: readonly string[],
  times: number,
  room: number,
): string[] {
  if (!step) {
    const what = outsideSteps(scenario).map(visible).join('; ');
    return [`${colors.red(visible(scenario.id))}: ${what}${times > 1 ? `; in ${times} scenarios` : ''}`];
  }
  const more = [
    ...(times > 1 ? [`${times} steps`] : []),
    ...(endpoints.length > 1 ? [`${endpoints.length} endpoints`] : []),
  ];
  return [
    `${colors.red(visible(step.endpoint))}: ${headline(step, room)}`,
    `${visible(step.name)}, ${colors.cyan(placeText(step.place))}${more.length > 0 ? `; in ${more.join(', ')}` : ''}`,
    ...requestLine(scenario, step),
  ];
}

/** The request id to search for in the services' logs, and a command that repeats the request. */
function requestLine({ id }: ScenarioResult, { exchanges, broken }: StepResult): string[] {
  const side = SIDES.findLast((each) => exchanges[each] ?? broken?.[each]);
  const sent = side && (exchanges[side] ?? broken?.[side]);
  if (!sent) return [];
  const command = curlCommand(sent, tokenVariable(side, id, sent.actor));
  return [`request id ${visible(sent.requestId)}`, colors.dim(cutEnd(visible(command), MOST_COMMAND))];
}

/** Maximum characters of a command with a body. */
const MOST_COMMAND = 400;

const MOST_IDS = 5;

function ids(occurrences: readonly Occurrence[]): string {
  const all = occurrences.map(({ scenario }) => visible(scenario.id));
  const more = all.length - MOST_IDS;
  return `${all.slice(0, MOST_IDS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
