import type { RunSummary, Scenario } from '../../model.ts';

type Weighed = Pick<Scenario, 'id' | 'steps'>;

/**
 * Deals scenarios out to shards so that all take about the same time: by how long each took in the last run that
 * tells, else by its steps. Each is in exactly one shard, whatever the order they come in.
 */
export function assignShards<S extends Weighed>(
  scenarios: readonly S[],
  shards: number,
  history: readonly RunSummary[],
): readonly (readonly S[])[] {
  const weights = weigh(scenarios, history);
  const dealt = Array.from({ length: shards }, () => ({ weight: 0, scenarios: [] as S[] }));
  // The longest first, each to the shard that has least so far: within a third of the best there is.
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

/** Milliseconds; a scenario that history does not know takes as long for each step as those that it knows. */
function weigh(scenarios: readonly Weighed[], history: readonly RunSummary[]): ReadonlyMap<string, number> {
  const known = history.findLast((summary) => summary.scenarios !== undefined)?.scenarios ?? {};
  const timed = scenarios.filter(({ id }) => Object.hasOwn(known, id));
  const total = timed.reduce((sum, { id }) => sum + (known[id] ?? 0), 0);
  const steps = timed.reduce((sum, scenario) => sum + scenario.steps.length, 0);
  const perStep = total > 0 && steps > 0 ? total / steps : 1;
  return new Map(scenarios.map(({ id, steps: own }) => [id, known[id] ?? own.length * perStep]));
}

/** By code units: the same on every machine, whatever its language. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
