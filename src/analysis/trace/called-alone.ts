import { eventOf, keyOf, type Pair } from './pairs.ts';

/**
 * DB-API functions that the service called more often on one side. It does that by chance, as for its caches, or because
 * of what it read before, so these calls are not the first difference.
 */
export function calledAlone(all: readonly Pair[]): ReadonlySet<string> {
  const calls = all.flatMap((pair) => {
    const event = eventOf(pair);
    const isAlone = !pair.baseline || !pair.target;
    return isAlone && event.kind === 'call' && event.db_api === undefined ? [event.function] : [];
  });
  return new Set([...calls, ...objectsCalledAlone(all)]);
}

/**
 * Functions of Nova's objects. Their calls have no events, so one side has the same events of a function several times,
 * or none.
 */
function objectsCalledAlone(all: readonly Pair[]): string[] {
  const counts = new Map<string, Map<string, [baseline: number, target: number]>>();
  for (const pair of all) {
    const event = eventOf(pair);
    if (!event.db_api?.includes('.')) continue;
    const byKey = counts.get(event.db_api) ?? new Map<string, [number, number]>();
    const [baseline, target] = byKey.get(keyOf(event)) ?? [0, 0];
    byKey.set(keyOf(event), [baseline + Number(!!pair.baseline), target + Number(!!pair.target)]);
    counts.set(event.db_api, byKey);
  }
  return [...counts].flatMap(([name, byKey]) => {
    const [[baseline, target] = [0, 0], ...others] = byKey.values();
    const isSameRatio = others.every(([one, other]) => one * target === other * baseline);
    return baseline !== target && isSameRatio ? [name] : [];
  });
}
