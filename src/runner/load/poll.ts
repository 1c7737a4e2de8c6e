import type { Poll } from '../../model.ts';
import { milliseconds } from '../../yaml/quantity.ts';
import { expectationOf } from './matcher.ts';
import type { RawStep, Report } from './step-context.ts';

const LONGEST = 60 * 60_000;

export const pollOf = (raw: RawStep): Poll => ({
  until: expectationOf(raw.until),
  ...(raw.stop_on ? { stopOn: expectationOf(raw.stop_on) } : {}),
  every: milliseconds(raw.every ?? '200ms') ?? 0,
  timeout: milliseconds(raw.timeout ?? '30s') ?? 0,
});

/** Both durations of a poll must be positive and at most an hour. */
export function checkPoll({ poll }: RawStep, report: Report): void {
  for (const key of ['every', 'timeout'].filter((each) => poll?.[each] !== undefined)) {
    const length = milliseconds(poll[key]) ?? 0;
    if (length >= 1 && length <= LONGEST) continue;
    const message = length < 1 ? 'This timeout is zero.' : 'This is longer than an hour.';
    report('SCENARIO_INVALID', ['poll', key], message, 'Write it like 200ms, 30s or 5m.');
  }
}
