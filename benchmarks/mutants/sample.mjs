/** A sample of mutants that a seed selects. */

/** Random numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Returns `number` mutants, of each operator in turn, so that common operators do not crowd out the others. */
export function sampled(all, number, seed) {
  const next = random(seed);
  const byOperator = new Map();
  for (const each of all) byOperator.set(each.operator, [...(byOperator.get(each.operator) ?? []), each]);
  for (const list of byOperator.values()) list.sort((a, b) => a.order - b.order);
  const lists = [...byOperator.values()].map((list) =>
    list
      .map((each) => ({ each, key: next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ each }) => each),
  );
  const chosen = [];
  while (chosen.length < number && lists.some((list) => list.length > 0))
    for (const list of lists) if (list.length > 0 && chosen.length < number) chosen.push(list.shift());
  return chosen;
}
