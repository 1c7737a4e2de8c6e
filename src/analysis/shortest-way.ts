import type { Scenario } from '../model.ts';
import { groupsOf, type StepGroup } from './step-groups.ts';

/**
 * Shortens a scenario to one of its steps, and those that are sent at once with it. Earlier GET and HEAD steps are
 * dropped if they capture nothing and do not poll. Only a run shows whether the step still fails.
 */
export function shortestWay(scenario: Scenario, index: number): Scenario {
  const groups = groupsOf(scenario.steps);
  let seen = 0;
  const last = groups.findIndex((group) => {
    seen += group.length;
    return seen > index;
  });
  const steps = groups.slice(0, last + 1).filter((group, at) => at === last || isNeeded(group));
  return { ...scenario, steps: steps.flat() };
}

const isNeeded = ([{ request, capture, poll, atOnce }]: StepGroup): boolean =>
  atOnce !== undefined ||
  !READS.includes(request.method) ||
  poll !== undefined ||
  Object.keys(capture).length > 0;

const READS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
