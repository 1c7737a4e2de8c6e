import { setTimeout as sleep } from 'node:timers/promises';

/** What polls measure time by, in milliseconds, and wait by; tests have one that they move. */
export interface Clock {
  now(): number;
  /** Rejects with the signal's reason when that is aborted. */
  pause(ms: number, signal: AbortSignal): Promise<unknown>;
}

export const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  pause: (ms, signal) => sleep(ms, undefined, { signal }),
};
