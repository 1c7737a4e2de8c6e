import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkExpectation, select } from '../../assertions/expect.ts';
import { fill, fillText, references } from '../../assertions/variables.ts';
import { messageOf } from '../../errors.ts';
import type { Exchange, Failure, Json, RequestBody, Response, Step, Wait } from '../../model.ts';
import { AnswerTimeout } from '../http/http-client.ts';
import { rootOf } from '../http/keystone.ts';
import type { Connection } from './connection.ts';
import type { Project } from './project.ts';
import type { Secrets } from './redact.ts';

/** One deployment's part of a running scenario. */
export interface SideState {
  readonly connection: Connection;
  readonly project: Project;
  readonly variables: Map<string, Json>;
  readonly secrets: Secrets;
}

/** An id that OpenStack's services take over as their own. */
export const newRequestId = (): string => `req-${randomUUID()}`;

export interface Performed {
  readonly exchange?: Exchange;
  /** Of a step that polls. */
  readonly wait?: Wait;
  readonly failures: readonly Failure[];
  /** Variables without a value, which kept the step from being sent. */
  readonly lacking: readonly string[];
}

/**
 * Sends a step to one deployment, again and again when it polls; checks what it expects, takes what it captures.
 * @throws HarnessError when the deployment cannot be reached any more.
 */
export async function perform(
  step: Step,
  state: SideState,
  requestId: string,
  signal: AbortSignal,
): Promise<Performed> {
  const lacking = references([step.request, step.expect, step.poll, step.capture]).filter(
    (name) => !state.variables.has(name),
  );
  if (lacking.length > 0) return { failures: [], lacking };
  const failed = (code: string, message: string): Performed => ({
    failures: [{ code, message, place: step.place }],
    lacking: [],
  });
  const url = urlOf(step, state);
  if (!url)
    return failed(
      'URL_ELSEWHERE',
      `${fillText(step.request.path, state.variables)} leads away from the deployment`,
    );
  try {
    const { exchange, wait, failures } = await exchangeOrPoll(step, url, state, requestId, signal);
    const expected = checkExpectation(step.expect, exchange.response, state.variables, step.expectPlaces);
    const captured = capture(step, exchange.response, state);
    // After an unexpected answer, that a capture found nothing is no news.
    return {
      exchange,
      ...(wait ? { wait } : {}),
      failures: [...failures, ...(expected.length > 0 ? expected : captured)],
      lacking: [],
    };
  } catch (error) {
    if (error instanceof AnswerTimeout) return failed('NO_ANSWER', messageOf(error));
    throw error;
  }
}

function urlOf({ request, service }: Step, { variables, project }: SideState): string | undefined {
  const path = fillText(request.path, variables);
  const base = project.urls[service];
  if (base === undefined) return undefined;
  if (path.startsWith('/')) return base + path;
  return Object.values(project.urls).some((url) => path.startsWith(`${rootOf(url)}/`)) ? path : undefined;
}

/** Server errors in a row after which no other answer is waited for. */
const MOST_BROKEN = 3;

async function exchangeOrPoll(
  step: Step,
  url: string,
  state: SideState,
  requestId: string,
  signal: AbortSignal,
): Promise<{ exchange: Exchange; wait?: Wait; failures: readonly Failure[] }> {
  const { poll } = step;
  const started = performance.now();
  const deadline = started + (poll?.timeout ?? 0);
  let broken = 0;
  for (let id = requestId, tries = 1; ; id = newRequestId(), tries++) {
    const exchange = await send(step, url, state, id, signal);
    if (!poll) return { exchange, failures: [] };
    const waitingFor = checkExpectation(poll.until, exchange.response, state.variables, {});
    const wait = { tries, ms: performance.now() - started };
    if (waitingFor.length === 0) return { exchange, wait, failures: [] };
    const fail = (code: string, message: string) => ({
      exchange,
      wait,
      failures: [{ code, message, place: step.place }],
    });
    const seen = waitingFor.map(({ message }) => message).join('; ');
    if (poll.stopOn && checkExpectation(poll.stopOn, exchange.response, state.variables, {}).length === 0) {
      return fail('POLL_STOPPED', `it will not come any more: ${seen}${faultOf(exchange.response)}`);
    }
    broken = exchange.response.status >= 500 ? broken + 1 : 0;
    if (broken === MOST_BROKEN) {
      return fail('POLL_STOPPED', `${MOST_BROKEN} times in a row the answer was ${exchange.response.status}`);
    }
    if (performance.now() + poll.every > deadline) {
      return fail('POLL_TIMEOUT', `after ${poll.timeout / 1000} s ${seen}`);
    }
    await sleep(poll.every, undefined, { signal });
  }
}

/** What a server in ERROR says of its fault. */
function faultOf(response: Response): string {
  const message = select('$..fault.message', response);
  return typeof message === 'string' ? `; its fault: ${message}` : '';
}

async function send(
  step: Step,
  url: string,
  state: SideState,
  requestId: string,
  signal: AbortSignal,
): Promise<Exchange> {
  const { request, as: actor } = step;
  const headers = fill(request.headers, state.variables);
  const body = request.body && fill(request.body, state.variables);
  const token = state.project.tokens[actor];
  const { response, ms } = await state.connection.http.send(
    {
      method: request.method,
      url,
      headers: {
        ...headers,
        'x-openstack-request-id': requestId,
        ...(token ? { 'x-auth-token': token } : {}),
      },
      ...(body ? { body: bytesOf(body) } : {}),
    },
    signal,
  );
  return {
    requestId,
    actor,
    method: request.method,
    url,
    requestHeaders: headers,
    ...(body ? { requestBody: body } : {}),
    response,
    ms,
  };
}

function bytesOf(body: RequestBody): string | Buffer {
  if ('json' in body) return JSON.stringify(body.json);
  return 'text' in body ? body.text : readFileSync(body.file);
}

function capture(step: Step, response: Response, { variables, secrets }: SideState): Failure[] {
  return Object.entries(step.capture).flatMap(([name, template]): Failure[] => {
    const { from, matches } = typeof template === 'string' ? { from: template } : template;
    const source = fillText(from, variables);
    const whole = source.startsWith('header:')
      ? response.headers[source.slice('header:'.length).toLowerCase()]
      : select(source, response);
    const value = matches === undefined ? whole : part(whole, fillText(matches, variables));
    if (value === undefined) {
      const sought =
        whole === undefined || matches === undefined ? source : `${source} that matches ${matches}`;
      const message = `${sought} is not in the answer (status ${response.status}), so \${${name}} has no value`;
      return [{ code: 'CAPTURE', message, place: step.place }];
    }
    for (const word of [name, ...source.split(/[^\w-]+/)]) secrets.addNamed(word, value);
    variables.set(name, value);
    return [];
  });
}

/** What the first group of a regular expression, or all of it, matches in a text. */
function part(whole: Json | undefined, expression: string): string | undefined {
  const found = typeof whole === 'string' ? new RegExp(expression, 'u').exec(whole) : null;
  return found?.[1] ?? found?.[0];
}
