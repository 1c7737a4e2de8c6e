import { checkExpectation, select } from '../../assertions/expect.ts';
import type { Exchange, Failure, Response, Step, Wait } from '../../model.ts';
import type { SideState } from '../run/side-state.ts';
import { pauseAfter } from './pauses.ts';
import { newRequestId, type Sent, send } from './send.ts';

/** Consecutive server errors after which polling stops. */
const MOST_BROKEN = 3;

/** The last exchange of a poll, or the reason that there is none. */
export type Polled =
  | { readonly exchange: Exchange; readonly wait?: Wait; readonly failures: readonly Failure[] }
  | Exclude<Sent, { readonly exchange: Exchange }>;

/** What a poll knows of other polls of its step. */
export interface Waiting {
  /** The state was reached before, so how long it takes is neither used nor learned. */
  readonly isRepeat?: boolean;
  /** The baseline's wait, once it has reached the state. The target's timeout is then shortened. */
  readonly reached?: () => Wait | undefined;
}

/**
 * Sends a step's request, and repeats it until the polled state is reached or has become impossible. If earlier polls of the
 * step had to wait, the first requests are left out.
 */
export async function sendOrPoll(
  step: Step,
  url: string,
  state: SideState,
  requestId: string,
  signal: AbortSignal,
  { isRepeat = false, reached }: Waiting,
): Promise<Polled> {
  const { poll } = step;
  const { clock } = state;
  const started = clock.now();
  let broken = 0;
  let answering = 0;
  let slow = 0;
  const { usualWaits } = state.connection;
  const first = poll && !isRepeat ? usualWaits.first(step.place, poll) : { ms: 0, replaced: 0 };
  if (first.ms > 0) await clock.pause(first.ms, signal);
  for (let id = requestId, tries = 1; ; id = newRequestId(), tries++) {
    const sentAt = clock.now();
    const sent = await send(step, url, state, id, signal);
    if (!('exchange' in sent)) return sent;
    const { exchange } = sent;
    if (!poll) return { exchange, failures: [] };
    answering += exchange.ms;
    slow += Math.max(0, clock.now() - sentAt - QUICK);
    const waitingFor = checkExpectation(poll.until, exchange.response, state.variables, {});
    const wait = { tries, ms: clock.now() - started };
    if (waitingFor.length === 0) {
      if (!isRepeat) usualWaits.add(step.place, wait.ms - slow);
      return { exchange, wait, failures: [] };
    }
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
    const baseline = reached?.();
    const limit = patience(poll.timeout, baseline, answering / tries);
    const pause = pauseAfter(first.replaced + tries, poll.every);
    const elapsed = clock.now() - started + pause;
    if (elapsed - slow > limit || elapsed > MOST_TIMES * limit) {
      const than = limit < poll.timeout && baseline ? ` (the baseline took ${seconds(baseline.ms)})` : '';
      return fail('POLL_TIMEOUT', `after ${seconds(limit)}${than} ${seen}`);
    }
    await clock.pause(pause, signal);
  }
}

/** Minimum timeout in milliseconds, regardless of the other side. Some services' periodic tasks are this slow. */
const LEAST = 20_000;

/** Factor of the baseline's time allowed for the target. */
const TIMES = 10;

/** Factor of the mean time of an answer. On a busy machine, answers and the work on a state are slow alike. */
const ANSWERS = 100;

/**
 * Timeout of a poll in milliseconds: the step's timeout, or less once the baseline has reached the state, so that a
 * failing target does not hold up the run.
 * @param answer mean milliseconds of the poll's answers so far
 */
export const patience = (timeout: number, baseline: Wait | undefined, answer: number): number =>
  baseline ? Math.min(timeout, Math.max(LEAST, TIMES * baseline.ms, ANSWERS * answer)) : timeout;

/**
 * Milliseconds of an answer that count toward the timeout. On a busy machine, answers take seconds, and so does the work
 * that the poll waits for.
 */
const QUICK = 100;

/** A poll ends after its timeout times this, however slow the answers are. */
const MOST_TIMES = 5;

/** The fault message of a server in ERROR, formatted to be appended. */
function faultOf(response: Response): string {
  const message = select('$..fault.message', response);
  return typeof message === 'string' ? `; its fault: ${message}` : '';
}

const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`;
