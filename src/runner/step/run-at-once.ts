import { outcomeFailures, varies } from '../../assertions/at-once/outcomes.ts';
import {
  type AnswerPair,
  type AreEqual,
  pairAnswers,
  type RacedAnswer,
} from '../../assertions/at-once/pairs.ts';
import { chosenIn } from '../../assertions/compare/answer/chosen.ts';
import type { Correspondence } from '../../assertions/compare/correspondence.ts';
import { type AtOnce, type PerSide, SIDES, type Side, type Step } from '../../model.ts';
import { type Compared, comparison, sentRequest } from '../compare/compare-step.ts';
import { inSlices } from '../compare/slices.ts';
import type { SideState } from '../run/side-state.ts';
import { type Examined, examine, judge, type StepOptions } from './judge.ts';
import { perform } from './perform.ts';
import { newRequestId } from './send.ts';
import type { DoneStep } from './step-result.ts';

/**
 * Sends steps to both deployments at the same moment, and compares each side's answers in any order. The result of a
 * step has the baseline's answer to it, and the target's answer that is paired with it.
 */
export async function runAtOnce(
  group: AtOnce,
  steps: readonly Step[],
  states: PerSide<SideState>,
  compared: Compared,
  options: StepOptions,
): Promise<DoneStep[]> {
  await renewTokens(steps, states);
  const sent = await Promise.all(
    steps.map(async (step) => {
      const requestId = newRequestId();
      const [baseline, target] = await Promise.all(
        SIDES.map((side) => perform(step, states[side], requestId, options.signal)),
      );
      return { baseline, target } as Examined['performed'];
    }),
  );
  const performed = withOutcomes(group, sent, states);
  const examined = await Promise.all(
    steps.map((step, index) => examine(step, performed[index] as Examined['performed'], states, options)),
  );
  const done: DoneStep[] = [];
  for (const { baseline, target, isCompared } of await pairs(group, steps, examined, compared)) {
    const [mine, theirs] = [examined[baseline] as Examined, examined[target] as Examined];
    const both: Examined = {
      endpoint: mine.endpoint,
      performed: { baseline: mine.performed.baseline, target: theirs.performed.target },
      checked: { baseline: mine.checked.baseline, target: theirs.checked.target },
    };
    done[baseline] = await judge(steps[baseline] as Step, both, compared, isCompared);
  }
  return done;
}

/** Renews tokens that are about to expire, so that this does not delay single requests. */
const renewTokens = (steps: readonly Step[], states: PerSide<SideState>): Promise<unknown> =>
  Promise.allSettled(
    [...new Set(steps.map((step) => step.as))].flatMap((actor) =>
      SIDES.map((side) => states[side].project.token(actor)),
    ),
  );

/** Adds what the group's outcomes do not allow to the failures of each answer. */
function withOutcomes(
  group: AtOnce,
  sent: readonly Examined['performed'][],
  states: PerSide<SideState>,
): Examined['performed'][] {
  const failures = (side: Side) =>
    outcomeFailures(
      group,
      sent.map((each) => each[side].exchange?.response),
      states[side].variables,
    );
  const found = { baseline: failures('baseline'), target: failures('target') };
  return sent.map((each, index) => {
    const of = (side: Side) => ({
      ...each[side],
      failures: [...each[side].failures, ...(found[side][index] ?? [])],
    });
    return { baseline: of('baseline'), target: of('target') };
  });
}

function pairs(
  group: AtOnce,
  steps: readonly Step[],
  examined: readonly Examined[],
  compared: Compared,
): Promise<AnswerPair[]> {
  for (const { performed } of examined) {
    const { baseline, target } = performed;
    if (!baseline.exchange || !target.exchange) continue;
    const requests = { baseline: sentRequest(baseline.exchange), target: sentRequest(target.exchange) };
    const { keys, times } = chosenIn(requests);
    compared.correspondence.choose(keys, times);
  }
  const areEqual: AreEqual<Correspondence> = function* (own, other, known) {
    const mine = examined[own]?.performed.baseline.exchange;
    const theirs = examined[other]?.performed.target.exchange;
    if (!mine || !theirs) return undefined;
    const correspondence = known.copy();
    const schema = examined[own]?.checked.baseline.schema;
    const exchanges = { baseline: mine, target: theirs };
    try {
      const found = yield* comparison(steps[own] as Step, exchanges, { ...compared, correspondence }, schema);
      return found.length === 0 ? correspondence : undefined;
    } catch {
      // The comparison of the pair that is chosen in the end reports the error.
      return undefined;
    }
  };
  const raced = (side: Side) => examined.map((each) => racedAnswer(group, each, side));
  const answers = { baseline: raced('baseline'), target: raced('target') };
  return inSlices(pairAnswers(answers, compared.correspondence, areEqual));
}

function racedAnswer(group: AtOnce, { endpoint, performed }: Examined, side: Side): RacedAnswer {
  const response = performed[side].exchange?.response;
  return {
    kind: endpoint,
    status: response?.status,
    text: JSON.stringify(response?.body ?? null),
    varies: varies(group, response?.status),
  };
}
