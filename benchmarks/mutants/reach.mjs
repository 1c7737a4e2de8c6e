/** The scenarios that reach a mutant, according to a complete run. */

const MOST_SCENARIOS = 2;

/**
 * Returns the scenarios that reach a mutant best. For each function that leads to it, nearest first, this is the
 * scenario with the most steps that need the function and few other steps.
 */
export function covering(run, service, functions) {
  const endpointsOf = new Map(run.dbApi.map(({ name, endpoints }) => [name, new Set(endpoints)]));
  const chosen = new Set();
  for (const name of functions) {
    const endpoints = endpointsOf.get(name);
    if (!endpoints) continue;
    const needs = ({ endpoint, requirements }) =>
      requirements.some((id) => id.startsWith(`${name} `)) ? 1 : endpoints.has(endpoint) ? 0.1 : 0;
    const [best] = run.scenarios
      .filter((each) => each.service === service)
      .map(({ id, steps }) => ({
        id,
        worth: steps.reduce((sum, step) => sum + needs(step), 0) / Math.sqrt(steps.length || 1),
      }))
      .sort((a, b) => b.worth - a.worth);
    if (best?.worth > 0) chosen.add(best.id);
    if (chosen.size === MOST_SCENARIOS) break;
  }
  return [...chosen];
}

/** Returns the functions that lead to `name`, according to the names in the copy's text. */
export function callersOf(text, name) {
  const blocks = text
    .split(/^(?=(?:@.*\n)*def )/m)
    .map((block) => ({ name: /^def (\w+)/m.exec(block)?.[1], block }));
  const found = new Set([name]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const each of blocks)
      if (
        each.name &&
        !found.has(each.name) &&
        [...found].some((one) => new RegExp(`\\b${one}\\b`).test(each.block.replace(`def ${each.name}`, '')))
      )
        found.add(each.name);
  }
  return found;
}

/** Returns the functions whose queries use one of the mutant's constructs. */
export const reachedBy = (run, mutant) =>
  new Set(
    run.dbApi
      .filter(({ constructs }) => constructs.some((each) => mutant.constructs.includes(each)))
      .map(({ name }) => name),
  );
