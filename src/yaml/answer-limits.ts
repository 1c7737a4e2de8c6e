import type { AnswerLimits } from '../model.ts';
import { bytes, milliseconds } from './quantity.ts';

/** Maximum time and size that may be configured for an answer. */
const LONGEST = 60 * 60_000;
const LARGEST = 2 ** 30;

/** A mistake in a limit, and how to write it. */
export interface LimitMistake {
  readonly message: string;
  readonly fix: string;
}

export function timeMistake(text: string): LimitMistake | undefined {
  const ms = milliseconds(text);
  if (ms !== undefined && ms >= 1 && ms <= LONGEST) return undefined;
  const message =
    ms !== undefined && ms > LONGEST ? 'This is longer than an hour.' : 'This is not a duration.';
  return { message, fix: 'Write it like 200ms, 30s or 5m.' };
}

export function sizeMistake(text: string): LimitMistake | undefined {
  const size = bytes(text);
  if (size !== undefined && size >= 1 && size <= LARGEST) return undefined;
  const message = size !== undefined && size > LARGEST ? 'This is larger than 1 GB.' : 'This is not a size.';
  return { message, fix: 'Write it like 100KB, 64MB or 1GB.' };
}

/** Checked limits of a file or command line. */
export const answerLimits = (
  timeout: string | undefined,
  size: string | undefined,
): Partial<AnswerLimits> => ({
  ...(timeout === undefined ? {} : { ms: milliseconds(timeout) ?? 0 }),
  ...(size === undefined ? {} : { bytes: bytes(size) ?? 0 }),
});
