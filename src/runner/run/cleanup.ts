import { HarnessError } from '../../errors.ts';
import type { Failure, PerSide, Side, Step } from '../../model.ts';
import { SIDES } from '../../model.ts';
import { perform } from './perform.ts';
import { newRequestId } from './send.ts';
import type { SideState } from './side-state.ts';

/** Milliseconds that one deployment's cleanup may take. */
const DEADLINE = 30_000;

/**
 * Sends the cleanup steps to both deployments in their order, then removes the projects; resolves with what could not
 * be removed. Not stopped by the run's own signal: an interrupted run cleans up too.
 */
export async function cleanUp(
  steps: readonly Step[],
  states: PerSide<SideState>,
): Promise<(Failure & { side: Side })[]> {
  const found = await Promise.all(
    SIDES.map(async (side) => {
      const failures = await cleanUpSide(steps, states[side]);
      return failures.map((failure) => ({ ...failure, side }));
    }),
  );
  return found.flat();
}

async function cleanUpSide(steps: readonly Step[], state: SideState): Promise<Failure[]> {
  const signal = AbortSignal.timeout(DEADLINE);
  const failures: Failure[] = [];
  try {
    for (const step of steps) {
      const { exchange } = await perform(
        { ...step, expect: { headers: {}, body: {} } },
        state,
        newRequestId(),
        signal,
      );
      const status = exchange?.response.status;
      if (status === undefined || status < 300 || status === 404) continue;
      const message = `${exchange?.method} ${exchange?.url} answered ${status}, so this is left behind (${exchange?.requestId})`;
      failures.push({ code: 'CLEANUP', message, place: step.place });
    }
    if (state.connection.deployment.disposable) return failures;
    const left = await state.project.remove();
    failures.push(...left.map((path) => ({ code: 'CLEANUP', message: `Keystone could not remove ${path}` })));
  } catch (error) {
    // A deployment that is gone has nothing left to clean; the run itself reports that.
    if (!(error instanceof HarnessError || signal.aborted)) throw error;
    failures.push({ code: 'CLEANUP', message: 'the deployment does not answer any more' });
  }
  return failures;
}
