import { HarnessError, messageOf } from '../../errors.ts';
import type { Failure, PerSide, Side, Step } from '../../model.ts';
import { SIDES } from '../../model.ts';
import { perform } from '../step/perform.ts';
import { newRequestId } from '../step/send.ts';
import type { SideState } from './side-state.ts';

/** Milliseconds for one deployment's cleanup: long for a busy machine, short after an interruption. */
const DEADLINE = 300_000;
const INTERRUPTED = 30_000;

/**
 * Sends the cleanup steps to both deployments in order, then removes the projects. Resolves with what could not be
 * removed. Also cleans up after an interrupted run, with a shorter deadline.
 * @param run the run's signal, which does not stop the cleanup
 */
export async function cleanUp(
  steps: readonly Step[],
  states: PerSide<SideState>,
  run: AbortSignal,
): Promise<(Failure & { side: Side })[]> {
  const found = await Promise.all(
    SIDES.map(async (side) => {
      const failures = await cleanUpSide(
        steps,
        states[side],
        AbortSignal.timeout(run.aborted ? INTERRUPTED : DEADLINE),
      );
      return failures.map((failure) => ({ ...failure, side }));
    }),
  );
  return found.flat();
}

async function cleanUpSide(
  steps: readonly Step[],
  state: SideState,
  signal: AbortSignal,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  try {
    for (const step of steps) {
      const { exchange, failures: unanswered } = await perform(
        { ...step, expect: { headers: {}, body: {} }, expectByRelease: [] },
        state,
        newRequestId(),
        signal,
      );
      const left = (why: string) =>
        failures.push({ code: 'CLEANUP', message: `${why}, so it may be left behind`, place: step.place });
      for (const { message } of unanswered) left(message);
      if (!exchange) continue;
      const { method, url, requestId, response } = exchange;
      if (response.status < 300 || response.status === 404) continue;
      left(`${method} ${url} answered ${response.status} (${requestId})`);
    }
    if (state.connection.deployment.disposable) return failures;
    const left = await state.project.remove();
    failures.push(...left.map((path) => ({ code: 'CLEANUP', message: `Keystone could not remove ${path}` })));
  } catch (error) {
    if (!(error instanceof HarnessError || signal.aborted)) throw error;
    const why = signal.aborted ? `it took more than ${DEADLINE / 1000} s` : messageOf(error);
    failures.push({ code: 'CLEANUP', message: `cleanup stopped: ${why}` });
  }
  return failures;
}
