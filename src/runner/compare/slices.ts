import { setImmediate } from 'node:timers/promises';

/** Milliseconds that a computation may run before other work gets a turn. */
const SLICE = 10;

/** Runs a computation to completion, pausing so that pending requests are served. */
export async function inSlices<T>(computation: Generator<void, T>): Promise<T> {
  let begun = performance.now();
  for (;;) {
    const next = computation.next();
    if (next.done) return next.value;
    if (performance.now() - begun < SLICE) continue;
    await setImmediate();
    begun = performance.now();
  }
}
