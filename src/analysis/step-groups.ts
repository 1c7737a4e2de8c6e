import type { Step } from '../model.ts';

/** A step, or the steps that are sent at the same moment. */
export type StepGroup = readonly [Step, ...Step[]];

/** A scenario's steps in groups: those that are sent at once, and each other step by itself. */
export function groupsOf(steps: readonly Step[]): StepGroup[] {
  const groups: [Step, ...Step[]][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last && step.atOnce && step.atOnce.number > 1) last.push(step);
    else groups.push([step]);
  }
  return groups;
}
