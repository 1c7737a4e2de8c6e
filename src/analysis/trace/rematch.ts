import type { TraceEvent } from '../../model.ts';
import { keyOf, type Pair } from './pairs.ts';

/** Maximum number of events of one kind that are paired again. */
const MOST = 200;

type Test = (pair: Pair) => boolean;

/**
 * Pairs events of the same kind again, so that as many as possible correspond. Threads, loaders of related rows and
 * cells run in another order on each side.
 * @param tests whether a pair corresponds, strictest first
 */
export function rematched(all: readonly Pair[], tests: readonly [Test, ...Test[]]): Pair[] {
  const [test] = tests;
  const groups = new Map<string, Pair[]>();
  for (const pair of all) {
    if (isBoth(pair) && test(pair)) continue;
    const key = keyOf((pair.baseline ?? pair.target) as TraceEvent);
    groups.set(key, [...(groups.get(key) ?? []), pair]);
  }
  const partner = new Map<TraceEvent, TraceEvent>();
  for (const group of groups.values()) {
    if (group.length < 2 || group.length > MOST) continue;
    const free = group.flatMap(({ target }) => target ?? []);
    const left = group.flatMap(({ baseline }) => baseline ?? []);
    for (const each of tests)
      for (const baseline of left.filter((one) => !partner.has(one))) {
        const at = free.findIndex((target) => each({ baseline, target }));
        if (at >= 0) partner.set(baseline, free.splice(at, 1)[0] as TraceEvent);
      }
    for (const baseline of left.filter((one) => !partner.has(one))) {
      const target = free.shift();
      if (target) partner.set(baseline, target);
    }
  }
  const moved = new Set(partner.values());
  return all.flatMap((pair): Pair[] => {
    const { baseline, target } = pair;
    const found = baseline && partner.get(baseline);
    if (found) return [{ baseline, target: found }];
    if (!target || !moved.has(target)) return [pair];
    return baseline ? [{ baseline }] : [];
  });
}

const isBoth = ({ baseline, target }: Pair): boolean => baseline !== undefined && target !== undefined;
