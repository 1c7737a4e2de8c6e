import type { Poll } from '../../model.ts';
import { expectationOf } from './matcher.ts';
import type { RawStep, Report } from './step-context.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const LONGEST = 60 * 60_000;

const milliseconds = (text: string): number =>
  Number.parseInt(text, 10) * (UNITS[text.replace(/^\d+/, '')] ?? 1);

export const pollOf = (raw: RawStep): Poll => ({
  until: expectationOf(raw.until),
  ...(raw.stop_on ? { stopOn: expectationOf(raw.stop_on) } : {}),
  every: milliseconds(raw.every ?? '200ms'),
  timeout: milliseconds(raw.timeout ?? '30s'),
});

/** Looks must come to an end, and not follow each other without a pause. */
export function checkPoll({ poll }: RawStep, report: Report): void {
  for (const key of ['every', 'timeout'].filter((each) => poll?.[each] !== undefined)) {
    const length = milliseconds(poll[key]);
    if (length >= 1 && length <= LONGEST) continue;
    const message = length < 1 ? 'This is no time at all.' : 'This is longer than an hour.';
    report('SCENARIO_INVALID', ['poll', key], message, 'Such as 200ms, 30s or 5m.');
  }
}
