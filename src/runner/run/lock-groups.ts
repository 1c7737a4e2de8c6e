import type { Scenario } from '../../model.ts';

type Locking = Pick<Scenario, 'locks'>;

/**
 * Scenarios in chains: those of one chain run one after another, since they share a lock, chains run at once.
 * Long chains come first, or the last one would run alone in the end.
 */
export function chainsOf<S extends Locking>(scenarios: readonly S[]): readonly (readonly S[])[] {
  let chains: { readonly locks: ReadonlySet<string>; readonly scenarios: readonly S[] }[] = [];
  for (const scenario of scenarios) {
    const joined = chains.filter(({ locks }) => scenario.locks.some((lock) => locks.has(lock)));
    chains = [
      ...chains.filter((chain) => !joined.includes(chain)),
      {
        locks: new Set([...joined.flatMap(({ locks }) => [...locks]), ...scenario.locks]),
        scenarios: [...joined.flatMap((chain) => chain.scenarios), scenario],
      },
    ];
  }
  return chains.map((chain) => chain.scenarios).sort((a, b) => b.length - a.length);
}
