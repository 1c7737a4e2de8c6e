import { checkExpectation, select } from '../../assertions/expect.ts';
import type { Exchange, Failure, Response, Step, Wait } from '../../model.ts';
import type { SideState } from '../run/side-state.ts';
import { newRequestId, type Sent, send } from './send.ts';

/** Server errors in a row after which no other answer is waited for. */
const MOST_BROKEN = 3;

/** What came of the last request; or what kept an answer from coming. */
export type Polled =
  | { readonly exchange: Exchange; readonly wait?: Wait; readonly failures: readonly Failure[] }
  | Exclude<Sent, { readonly exchange: Exchange }>;

/**
 * Sends a step's request, again and again until the state that it polls for is there or will not come any more.
 * @param reached resolves with the baseline's wait once it is in the expected state; the target then times out sooner.
 */
export async function sendOrPoll(
  step: Step,
  url: string,
  state: SideState,
  requestId: string,
  signal: AbortSignal,
  reached: () => Wait | undefined,
): Promise<Polled> {
  const { poll } = step;
  const { clock } = state;
  const started = clock.now();
  let broken = 0;
  for (let id = requestId, tries = 1; ; id = newRequestId(), tries++) {
    const sent = await send(step, url, state, id, signal);
    if (!('exchange' in sent)) return sent;
    const { exchange } = sent;
    if (!poll) return { exchange, failures: [] };
    const waitingFor = checkExpectation(poll.until, exchange.response, state.variables, {});
    const wait = { tries, ms: clock.now() - started };
    if (waitingFor.length === 0) return { exchange, wait, failures: [] };
    const fail = (code: string, message: string) => ({
      exchange,
      wait,
      failures: [{ code, message, place: step.place }],
    });
    const seen = waitingFor.map(({ message }) => message).join('; ');
    if (poll.stopOn && checkExpectation(poll.stopOn, exchange.response, state.variables, {}).length === 0) {
      return fail('POLL_STOPPED', `stopped polling: ${seen}${faultOf(exchange.response)}`);
    }
    broken = exchange.response.status >= 500 ? broken + 1 : 0;
    if (broken === MOST_BROKEN) {
      return fail(
        'POLL_STOPPED',
        `the response was ${MOST_BROKEN} times in a row ${exchange.response.status}`,
      );
    }
    const baseline = reached();
    const limit = patience(poll.timeout, baseline);
    const pause = pauseAfter(tries, poll.every);
    if (clock.now() - started + pause > limit) {
      const than = limit < poll.timeout && baseline ? ` (the baseline took ${seconds(baseline.ms)})` : '';
      return fail('POLL_TIMEOUT', `after ${seconds(limit)}${than} ${seen}`);
    }
    await clock.pause(pause, signal);
  }
}

/**
 * Milliseconds until the next attempt: each time half as long again, up to five times the first. An attempt costs the
 * deployment as much as any request, and what has not come soon is held up by other work there.
 */
export const pauseAfter = (tries: number, every: number): number => every * Math.min(1.5 ** (tries - 1), 5);

/** Milliseconds that a side may wait at least, whatever the other one took: a service's own audits come that often. */
const LEAST = 20_000;

/** How many times as long as the baseline. */
const TIMES = 10;

/**
 * Milliseconds after which a state counts as never reached: what the step allows, and less once the baseline is there,
 * so that a target that never gets there does not hold up the run.
 */
export const patience = (timeout: number, baseline: Wait | undefined): number =>
  baseline ? Math.min(timeout, Math.max(LEAST, TIMES * baseline.ms)) : timeout;

/** What a server in ERROR says of its fault. */
function faultOf(response: Response): string {
  const message = select('$..fault.message', response);
  return typeof message === 'string' ? `; its fault: ${message}` : '';
}

const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`;
