import type { Expectation, Poll, Service } from '../../model.ts';
import { milliseconds } from '../../yaml/quantity.ts';
import { expectationOf } from './matcher.ts';
import type { RawStep, Report } from './step-context.ts';

const LONGEST = 60 * 60_000;

/** Places of the status in the answer to a GET of one resource. */
const STATUS: Readonly<Record<Service, string>> = { glance: '$.status', nova: '$.*.status' };

/** States that a resource does not leave by itself. */
const FAILED = '^(?:error|ERROR|killed|failure)';

export const pollOf = (raw: RawStep, service: Service): Poll => ({
  ...(raw.state === undefined ? stated(raw) : untilState(raw.state, STATUS[service])),
  every: milliseconds(raw.every ?? '200ms') ?? 0,
  timeout: milliseconds(raw.timeout ?? '30s') ?? 0,
});

const stated = (raw: RawStep): Pick<Poll, 'until' | 'stopOn'> => ({
  until: expectationOf(raw.until),
  stopOn: raw.stop_on && expectationOf(raw.stop_on),
});

const untilState = (state: string, path: string): Pick<Poll, 'until' | 'stopOn'> => {
  const is = (matcher: Expectation['body'][string]): Expectation => ({
    headers: {},
    body: { [path]: matcher },
  });
  return { until: is({ equals: state }), stopOn: is({ matches: FAILED }) };
};

/** Both durations of a poll must be positive and at most an hour. */
export function checkPoll({ poll }: RawStep, report: Report): void {
  if (poll && (poll.state === undefined) === (poll.until === undefined)) {
    const message = poll.until ? 'This has a state and an until.' : 'This does not say what it waits for.';
    report('SCENARIO_INVALID', ['poll'], message, 'Write either state: ACTIVE or until: { … }.', 'key');
  }
  if (poll?.state !== undefined && poll.stop_on !== undefined) {
    const message = 'A poll for a state stops at states of failure by itself.';
    report(
      'SCENARIO_INVALID',
      ['poll', 'stop_on'],
      message,
      'Remove it, or write until: instead of state:.',
      'key',
    );
  }
  for (const key of ['every', 'timeout'].filter((each) => poll?.[each] !== undefined)) {
    const length = milliseconds(poll[key]) ?? 0;
    if (length >= 1 && length <= LONGEST) continue;
    const message = length < 1 ? 'This time is zero.' : 'This is longer than an hour.';
    report('SCENARIO_INVALID', ['poll', key], message, 'Write it like 200ms, 30s or 5m.');
  }
}
