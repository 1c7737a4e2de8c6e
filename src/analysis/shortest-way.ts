import type { Scenario } from '../model.ts';

/**
 * Shortens a scenario to one of its steps. Earlier GET and HEAD steps are dropped if they capture nothing and do not
 * poll. Only a run shows whether the step still fails.
 */
export function shortestWay(scenario: Scenario, index: number): Scenario {
  const steps = scenario.steps.slice(0, index + 1);
  const needed = steps.filter(
    ({ request, capture, poll }, position) =>
      position === index || !READS.includes(request.method) || poll || Object.keys(capture).length > 0,
  );
  return { ...scenario, steps: needed };
}

const READS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
