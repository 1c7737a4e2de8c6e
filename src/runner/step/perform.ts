import { boundedSearch, NotEvaluable } from '../../assertions/bounded.ts';
import { checkExpectation, select } from '../../assertions/expect.ts';
import { sentPath } from '../../assertions/sent-path.ts';
import { fillText, referencesOf } from '../../assertions/variables.ts';
import {
  type BrokenExchange,
  type Exchange,
  type Failure,
  isInReleases,
  type Json,
  type Response,
  type Step,
  type Wait,
  ZED,
} from '../../model.ts';
import { rootOf } from '../../openstack/catalog.ts';
import { type SideState, urlsFor } from '../run/side-state.ts';
import { sendOrPoll, type Waiting } from './poll.ts';

export interface Performed {
  readonly exchange?: Exchange;
  /** The request whose response was incomplete, invalid or absent. */
  readonly broken?: BrokenExchange;
  /** Set for a step that polls. */
  readonly wait?: Wait;
  readonly failures: readonly Failure[];
  /** Variables without a value. The step was not sent. */
  readonly lacking: readonly string[];
}

/**
 * Sends a step to one deployment, repeatedly if it polls. Checks expectations and captures variables.
 * @throws HarnessError if the deployment is no longer reachable
 */
export async function perform(
  step: Step,
  state: SideState,
  requestId: string,
  signal: AbortSignal,
  waiting: Waiting = {},
): Promise<Performed> {
  const expectations = expectationsOf(step, state);
  const parts = [
    step.request,
    ...expectations.map(({ expect }) => expect),
    step.poll,
    step.capture,
    step.atOnce,
  ];
  const lacking = parts.flatMap(referencesOf).filter((name) => !state.variables.has(name));
  if (lacking.length > 0) return { failures: [], lacking };
  const failed = (code: string, message: string): Performed => ({
    failures: [{ code, message, place: step.place }],
    lacking: [],
  });
  const url = urlOf(step, state);
  if (!url)
    return failed(
      'URL_ELSEWHERE',
      `${fillText(step.request.path, state.variables)} is outside the deployment`,
    );
  const polled = await sendOrPoll(step, url, state, requestId, signal, waiting);
  if ('failure' in polled) {
    const { failure, ...broken } = polled;
    return { ...broken, failures: [failure], lacking: [] };
  }
  const { exchange, wait, failures } = polled;
  const expected = expectations.flatMap(({ expect, places }) =>
    checkExpectation(expect, exchange.response, state.variables, places),
  );
  const captured = capture(step, exchange.response, state);
  // After an unexpected answer, a failed capture adds no information. In a release that refuses the request, there is
  // nothing to capture.
  const isRefused = expectations.length > 1 && exchange.response.status >= 400;
  return {
    exchange,
    wait,
    failures: [...failures, ...(expected.length > 0 ? expected : isRefused ? [] : captured)],
    lacking: [],
  };
}

/** The step's expectations for the deployment's release. */
function expectationsOf({ expect, expectPlaces, expectByRelease = [] }: Step, { connection }: SideState) {
  const { release = ZED } = connection.deployment;
  const ofRelease = expectByRelease.filter(({ releases }) => isInReleases(release, releases));
  return [{ expect, places: expectPlaces }, ...ofRelease];
}

function urlOf({ request, service, as: actor }: Step, state: SideState): string | undefined {
  const path = fillText(request.path, state.variables);
  const urls = urlsFor(actor, state);
  const base = urls[service];
  if (base === undefined) return undefined;
  if (path.startsWith('/')) return base + sentPath(path);
  const here = Object.values(urls).some((url) => path.startsWith(`${rootOf(url)}/`));
  return here ? sentPath(path) : undefined;
}

function capture(step: Step, response: Response, { variables, secrets }: SideState): Failure[] {
  return Object.entries(step.capture).flatMap(([name, template]): Failure[] => {
    const { from, matches } = typeof template === 'string' ? { from: template } : template;
    const source = fillText(from, variables);
    const failed = (why: string): Failure[] => [
      { code: 'CAPTURE', message: `${why}, so \${${name}} has no value`, place: step.place },
    ];
    let whole: Json | undefined;
    let value: Json | undefined;
    try {
      whole = source.startsWith('header:')
        ? response.headers[source.slice('header:'.length).toLowerCase()]
        : select(source, response);
      value = matches === undefined ? whole : part(whole, fillText(matches, variables));
    } catch (error) {
      if (error instanceof NotEvaluable) return failed(`${source} cannot be read: ${error.message}`);
      throw error;
    }
    if (value === undefined) {
      const sought =
        whole === undefined || matches === undefined ? source : `${source} that matches ${matches}`;
      return failed(`${sought} is not in the answer (status ${response.status})`);
    }
    for (const word of [name, ...source.split(/[^\w-]+/)]) secrets.addNamed(word, value);
    variables.set(name, value);
    return [];
  });
}

/** The first group of a regular expression's match, or the whole match. */
function part(whole: Json | undefined, expression: string): string | undefined {
  const found = typeof whole === 'string' ? boundedSearch(expression, whole) : null;
  return found ? (found[1] ?? found[0]) : undefined;
}
