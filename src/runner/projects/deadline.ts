/** Milliseconds for one deployment's cleanup: long for a busy machine, short after an interruption. */
const DEADLINE = 300_000;
const INTERRUPTED = 30_000;

/**
 * Cleans up within a deadline, which becomes shorter when the run is interrupted.
 * @param run the run's signal, which does not stop the cleanup
 * @param work receives a signal that is aborted with the reason at the deadline
 */
export async function withinDeadline<T>(
  run: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const endIn = (ms: number) =>
    setTimeout(() => late.abort(new Error(`it took more than ${ms / 1000} s`)), ms).unref();
  let timer = endIn(run.aborted ? INTERRUPTED : DEADLINE);
  const shorten = () => {
    clearTimeout(timer);
    timer = endIn(INTERRUPTED);
  };
  run.addEventListener('abort', shorten, { once: true });
  try {
    return await work(late.signal);
  } finally {
    clearTimeout(timer);
    run.removeEventListener('abort', shorten);
  }
}
