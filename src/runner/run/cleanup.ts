import { HarnessError, messageOf } from '../../errors.ts';
import type { Failure, PerSide, Side, Step } from '../../model.ts';
import { SIDES } from '../../model.ts';
import { withinDeadline } from '../projects/deadline.ts';
import { perform } from '../step/perform.ts';
import { newRequestId } from '../step/send.ts';
import type { SideState } from './side-state.ts';

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
      const state = states[side];
      const failures = await withinDeadline(run, async (signal) => [
        ...(await sendAll(steps, state, signal)),
        ...(state.connection.deployment.disposable ? [] : await removeProject(state, signal)),
      ]);
      return failures.map((failure) => ({ ...failure, side }));
    }),
  );
  return found.flat();
}

/** Sends the cleanup steps. The first one that cannot be sent ends them. */
async function sendAll(steps: readonly Step[], state: SideState, signal: AbortSignal): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const step of steps) {
    const left = (why: string) =>
      failures.push({ code: 'CLEANUP', message: `${why}, so it may be left behind`, place: step.place });
    try {
      const { exchange, failures: unanswered } = await perform(
        { ...step, expect: { headers: {}, body: {} }, expectByRelease: [] },
        state,
        newRequestId(),
        signal,
      );
      for (const { message } of unanswered) left(message);
      if (!exchange) continue;
      const { method, url, requestId, response } = exchange;
      if (response.status < 300 || response.status === 404) continue;
      left(`${method} ${url} answered ${response.status} (${requestId})`);
    } catch (error) {
      failures.push(stopped(error, signal));
      break;
    }
  }
  return failures;
}

async function removeProject({ project }: SideState, signal: AbortSignal): Promise<Failure[]> {
  try {
    const left = await project.remove(signal);
    return left.map((path) => ({ code: 'CLEANUP', message: `Keystone could not remove ${path}` }));
  } catch (error) {
    return [stopped(error, signal)];
  }
}

/** A bug is a failure of this scenario, too, so that the run continues. */
const stopped = (error: unknown, signal: AbortSignal): Failure => ({
  code: error instanceof HarnessError || signal.aborted ? 'CLEANUP' : 'INTERNAL',
  message: `cleanup stopped: ${messageOf(error)}`,
});
