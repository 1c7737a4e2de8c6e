import type { PerSide, Side, Step, Wait } from '../../model.ts';
import { SIDES } from '../../model.ts';
import type { Compared } from '../compare/compare-step.ts';
import type { SideState } from '../run/side-state.ts';
import { examine, judge, type StepOptions } from './judge.ts';
import { pauseAfter } from './pauses.ts';
import { perform } from './perform.ts';
import { newRequestId } from './send.ts';
import type { DoneStep } from './step-result.ts';

/** Minimum milliseconds for both sides to save the data that belongs to a polled state. */
const SETTLING = 5000;

/**
 * Sends a step to both deployments at once, checks both answers and compares them. A service may show the polled state
 * before it has saved everything, so polled answers that differ or are unexpected are read again for a while.
 */
export async function runStep(
  step: Step,
  states: PerSide<SideState>,
  compared: Compared,
  options: StepOptions,
): Promise<DoneStep> {
  const { poll } = step;
  if (!poll) return runOnce(step, states, compared, options);
  const before = compared.correspondence.copy();
  const { clock } = states.target;
  let done = await runOnce(step, states, compared, options);
  const started = clock.now();
  const limit = Math.max(SETTLING, ...SIDES.map((side) => done.performed[side].wait?.ms ?? 0));
  for (let tries = 1; isFailing(done) && hasReached(done); tries++) {
    const pause = pauseAfter(tries, poll.every);
    if (clock.now() - started + pause > limit) break;
    await clock.pause(pause, options.signal);
    compared.correspondence = before.copy();
    done = withWaits(done, await runOnce(step, states, compared, options, true));
  }
  return done;
}

/** Whether both sides reached the state of the poll. */
const hasReached = ({ performed }: DoneStep): boolean =>
  SIDES.every(
    (side) =>
      performed[side].exchange && !performed[side].failures.some(({ code }) => code.startsWith('POLL_')),
  );

/** A later answer, with the waits of the first one. */
function withWaits(first: DoneStep, later: DoneStep): DoneStep {
  const of = (side: Side) => {
    const { wait } = first.performed[side];
    return wait ? { ...later.performed[side], wait } : later.performed[side];
  };
  return { ...later, performed: { baseline: of('baseline'), target: of('target') } };
}

async function runOnce(
  step: Step,
  states: PerSide<SideState>,
  compared: Compared,
  options: StepOptions,
  isRepeat = false,
): Promise<DoneStep> {
  const requestId = newRequestId();
  let reached: Wait | undefined;
  const lead = async () => {
    const performed = await perform(step, states.baseline, requestId, options.signal, { isRepeat });
    if (performed.failures.length === 0) reached = performed.wait;
    return performed;
  };
  const [baseline, target] = await Promise.all([
    lead(),
    perform(step, states.target, requestId, options.signal, { isRepeat, reached: () => reached }),
  ]);
  if (!isRepeat) compared.waitedApart = (compared.waitedApart ?? 0) + waitedApart(baseline.wait, target.wait);
  const examined = await examine(step, { baseline, target }, states, options);
  return judge(step, examined, compared);
}

/** Milliseconds by which two waits for the same state differ. */
const waitedApart = (baseline: Wait | undefined, target: Wait | undefined): number =>
  baseline && target ? Math.abs(baseline.ms - target.ms) : 0;

export const isFailing = ({ performed, differences, mistakes }: DoneStep): boolean =>
  differences.length > 0 ||
  mistakes.some((found) => found && found.length > 0) ||
  [performed.baseline, performed.target].some(
    ({ failures, lacking }) => failures.length + lacking.length > 0,
  );
