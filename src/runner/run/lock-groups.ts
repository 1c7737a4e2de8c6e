import type { Scenario } from '../../model.ts';

type Locking = Pick<Scenario, 'locks'>;

/**
 * Groups scenarios that share a lock. Scenarios of one group run in sequence, groups run in parallel. Long groups come
 * first, so that none runs alone at the end.
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
