import type { RunSummary, Scenario } from '../../model.ts';

type Weighed = Pick<Scenario, 'id' | 'steps'>;

/**
 * Assigns scenarios to shards of about equal duration. Estimates come from the last run with times, else from the
 * number of steps. Each scenario is in exactly one shard, independent of the input order.
 */
export function assignShards<S extends Weighed>(
  scenarios: readonly S[],
  shards: number,
  history: readonly RunSummary[],
): readonly (readonly S[])[] {
  const weights = weigh(scenarios, history);
  const dealt = Array.from({ length: shards }, () => ({ weight: 0, scenarios: [] as S[] }));
  // Longest first, each to the least loaded shard. The result is within a third of the optimum.
  const order = [...scenarios].sort(
    (a, b) => (weights.get(b.id) ?? 0) - (weights.get(a.id) ?? 0) || compare(a.id, b.id),
  );
  for (const scenario of order) {
    const least = dealt.reduce((best, shard) => (shard.weight < best.weight ? shard : best));
    least.weight += weights.get(scenario.id) ?? 0;
    least.scenarios.push(scenario);
  }
  return dealt.map((shard) => shard.scenarios.sort((a, b) => compare(a.id, b.id)));
}

/** Estimated milliseconds. A scenario unknown to history takes the known average per step. */
function weigh(scenarios: readonly Weighed[], history: readonly RunSummary[]): ReadonlyMap<string, number> {
  const known = history.findLast((summary) => summary.scenarios !== undefined)?.scenarios ?? {};
  const timed = scenarios.filter(({ id }) => Object.hasOwn(known, id));
  const total = timed.reduce((sum, { id }) => sum + (known[id] ?? 0), 0);
  const steps = timed.reduce((sum, scenario) => sum + scenario.steps.length, 0);
  const perStep = total > 0 && steps > 0 ? total / steps : 1;
  return new Map(scenarios.map(({ id, steps: own }) => [id, known[id] ?? own.length * perStep]));
}

/** Compares code units, so that the order does not depend on the locale. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
