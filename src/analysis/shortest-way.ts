import type { Scenario, Step } from '../model.ts';

/**
 * Shortens a scenario to one of its steps, with those that are sent at once with it. Earlier GET and HEAD steps are dropped if they capture nothing and do not
 * poll. Only a run shows whether the step still fails.
 */
export function shortestWay(scenario: Scenario, index: number): Scenario {
  const last = scenario.steps[index];
  const isLast = ({ atOnce }: Step) => atOnce !== undefined && atOnce === last?.atOnce;
  const needed = scenario.steps.filter(
    (step, position) =>
      position === index ||
      isLast(step) ||
      (position < index &&
        (!READS.includes(step.request.method) || step.poll || Object.keys(step.capture).length > 0)),
  );
  return { ...scenario, steps: needed };
}

const READS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
