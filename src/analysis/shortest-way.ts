import type { Scenario } from '../model.ts';

/**
 * A scenario up to one of its steps, without what only reads on the way there: a GET or HEAD that nothing is captured
 * from, and that does not wait for a state. Whether the step fails all the same is for a run to show.
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
