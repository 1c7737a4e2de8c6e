import type { StepResult } from '../../model.ts';
import { agrees } from '../../model.ts';

/**
 * Links each failing step that misses nothing itself to the earlier step that probably caused the failure: the step
 * that blocked it, or the nearest earlier step that changes state and has missing queries.
 */
export function withCauses(steps: readonly StepResult[]): StepResult[] {
  const known: StepResult[] = [];
  for (const step of steps) {
    const follows = causeOf(step, known);
    known.push(follows ? { ...step, follows } : step);
  }
  return known;
}

function causeOf(step: StepResult, earlier: readonly StepResult[]): StepResult['follows'] {
  if (agrees(step.verdict) || step.missing.length > 0) return undefined;
  if (isElsewhere(step)) return step.follows;
  const cause = step.blockedBy
    ? earlier.find(({ name }) => name === step.blockedBy)
    : earlier.findLast((each) => (each.missing.length > 0 || isElsewhere(each)) && writes(each));
  if (!cause) return undefined;
  return cause.missing.length > 0
    ? { step: cause.name, missing: cause.missing.map(({ id }) => id) }
    : cause.follows;
}

/** Whether the cause is in another scenario. */
const isElsewhere = ({ follows }: StepResult): boolean => follows?.scenario !== undefined;

const writes = ({ exchanges }: StepResult): boolean =>
  !['GET', 'HEAD', 'OPTIONS'].includes((exchanges.baseline ?? exchanges.target)?.method ?? 'GET');
