import { setTimeout as sleep } from 'node:timers/promises';

/** Time and pauses for polls, in milliseconds. Tests supply a clock that they advance. */
export interface Clock {
  now(): number;
  /** Rejects with the signal's reason when the signal is aborted. */
  pause(ms: number, signal: AbortSignal): Promise<unknown>;
}

export const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  pause: (ms, signal) => sleep(ms, undefined, { signal }),
};
