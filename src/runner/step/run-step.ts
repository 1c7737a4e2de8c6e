import { isAnswer, responseMistakes } from '../../assertions/schema/schema.ts';
import type { Inventories, PerSide, Service, Side, Step, Wait } from '../../model.ts';
import { SIDES } from '../../model.ts';
import { type Compared, compareStep } from '../compare/compare-step.ts';
import { isServiceFailure } from '../projects/scenario-projects.ts';
import type { ResponseRules } from '../run/response-rules.ts';
import { type SideState, urlsFor } from '../run/side-state.ts';
import { perform } from './perform.ts';
import { pauseAfter } from './poll.ts';
import { newRequestId } from './send.ts';
import { type DoneStep, endpointOf } from './step-result.ts';

export interface StepOptions {
  readonly inventories: Inventories;
  readonly rules: Readonly<Record<Service, ResponseRules>>;
  readonly signal: AbortSignal;
}

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
    done = withWaits(done, await runOnce(step, states, compared, options));
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
  { rules, inventories, signal }: StepOptions,
): Promise<DoneStep> {
  const requestId = newRequestId();
  let reached: Wait | undefined;
  const lead = async () => {
    const performed = await perform(step, states.baseline, requestId, signal);
    if (performed.failures.length === 0) reached = performed.wait;
    return performed;
  };
  const [baseline, target] = await Promise.all([
    lead(),
    perform(step, states.target, requestId, signal, () => reached),
  ]);
  const performed = { baseline, target };
  const base = (side: Side) => urlsFor(step.as, states[side])[step.service] ?? '';
  const bases = { baseline: base('baseline'), target: base('target') };
  const endpoint = endpointOf(step, performed, inventories[step.service], bases);
  const checked = await Promise.all(
    SIDES.map(async (side) => {
      const response = performed[side].exchange?.response;
      if (!response) return { answered: false };
      try {
        const rule = await rules[step.service].rule(endpoint, response, states[side].connection);
        const answered = isAnswer(rule, response);
        if (!rule) return { answered };
        const schema = typeof rule === 'object' && 'schema' in rule ? rule.schema : undefined;
        const mistakes = responseMistakes(rule, response).map((message) => ({ side, message }));
        return { answered, schema, mistakes };
      } catch (error) {
        if (!isServiceFailure(error)) throw error;
        return { answered: isAnswer(undefined, response), mistakes: [{ side, message: error.message }] };
      }
    }),
  );
  const answered = checked.every((each) => each.answered);
  const exchanges = baseline.exchange &&
    target.exchange && { baseline: baseline.exchange, target: target.exchange };
  const { differences, failure } = exchanges
    ? await compareStep(step, exchanges, compared, checked[0]?.schema)
    : { differences: [] };
  const judged = failure
    ? { ...performed, target: { ...target, failures: [...target.failures, failure] } }
    : performed;
  return {
    step,
    endpoint,
    performed: judged,
    differences,
    answered,
    mistakes: checked.map((each) => each.mistakes),
  };
}

export const isFailing = ({ performed, differences, mistakes }: DoneStep): boolean =>
  differences.length > 0 ||
  mistakes.some((found) => found && found.length > 0) ||
  [performed.baseline, performed.target].some(
    ({ failures, lacking }) => failures.length + lacking.length > 0,
  );
