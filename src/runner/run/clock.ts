import { sleep } from '../../openstack/sleep.ts';

/** Time and pauses for polls, in milliseconds. Tests supply a clock that they advance. */
export interface Clock {
  now(): number;
  /** Rejects with the signal's reason when the signal is aborted. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

export const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  pause: sleep,
};
