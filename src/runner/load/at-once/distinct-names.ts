import type { Step } from '../../../model.ts';

/**
 * Steps whose names and group names are distinct, because reports and known failures identify a step by its name. The
 * first one keeps its name, later ones are numbered.
 */
export function withDistinctNames(steps: readonly Step[]): Step[] {
  const written = new Set(steps.flatMap(({ name, atOnce }) => [name, atOnce?.name ?? name]));
  const used = new Set<string>();
  const counts = new Map<string, number>();
  const distinct = (name: string): string => {
    let own = name;
    for (let count = counts.get(name) ?? 1; used.has(own) || (own !== name && written.has(own)); ) {
      own = `${name} (${++count})`;
      counts.set(name, count);
    }
    used.add(own);
    return own;
  };
  let group = '';
  return steps.map((step) => {
    const { name, atOnce } = step;
    if (!atOnce) return { ...step, name: distinct(name) };
    if (atOnce.number === 1) group = distinct(atOnce.name);
    return {
      ...step,
      name: distinct(group + name.slice(atOnce.name.length)),
      atOnce: { ...atOnce, name: group },
    };
  });
}
