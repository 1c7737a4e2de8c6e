import type { Scenario } from '../../model.ts';

type Locking = Pick<Scenario, 'locks'>;

/**
 * Scenarios in groups: those of one group run one after another, since they share a lock, groups run at once.
 * Long groups come first, or the last one would run alone in the end.
 */
export function lockGroups<S extends Locking>(scenarios: readonly S[]): readonly (readonly S[])[] {
  let groups: { readonly locks: ReadonlySet<string>; readonly scenarios: readonly S[] }[] = [];
  for (const scenario of scenarios) {
    const joined = groups.filter(({ locks }) => scenario.locks.some((lock) => locks.has(lock)));
    groups = [
      ...groups.filter((group) => !joined.includes(group)),
      {
        locks: new Set([...joined.flatMap(({ locks }) => [...locks]), ...scenario.locks]),
        scenarios: [...joined.flatMap((group) => group.scenarios), scenario],
      },
    ];
  }
  return groups.map((group) => group.scenarios).sort((a, b) => b.length - a.length);
}
