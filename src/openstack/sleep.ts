import { setTimeout as timer } from 'node:timers/promises';

/** Waits. Unlike Node's own timer, it rejects with the signal's reason, which is the error to report. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await timer(ms, undefined, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
