/** The scenarios that reach a mutant, according to a complete run. */

const MOST = 40;

/**
 * Returns the scenarios that reach a mutant, best first: through many endpoints and steps, nearest function first, in a
 * short time. A further scenario on the same endpoint counts half.
 */
export function covering(run, service, functions) {
  const nearness = new Map([...functions].map((name, index) => [name, 1 / (1 + index)]));
  const nearTo = nearEndpoints(run, nearness);
  const candidates = run.scenarios
    .filter((each) => each.service === service)
    .map(({ id, steps, ms }) => ({ id, endpoints: reachedIn(steps, nearness, nearTo), size: Math.sqrt(ms) }));
  const times = new Map();
  const chosen = [];
  while (chosen.length < MOST) {
    const worthOf = ({ endpoints, size }) =>
      [...endpoints].reduce((sum, [name, worth]) => sum + worth / 2 ** (times.get(name) ?? 0), 0) / size;
    const [best] = candidates
      .filter(({ id }) => !chosen.includes(id))
      .sort((left, right) => worthOf(right) - worthOf(left));
    if (!best || worthOf(best) === 0) break;
    chosen.push(best.id);
    for (const name of best.endpoints.keys()) times.set(name, (times.get(name) ?? 0) + 1);
  }
  return chosen;
}

/** Endpoints whose requests called one of the functions, perhaps through another one, each with its nearness. */
function nearEndpoints({ dbApi }, nearness) {
  const found = new Map();
  for (const { name, endpoints } of dbApi)
    for (const endpoint of endpoints)
      found.set(endpoint, Math.max(nearness.get(name) ?? 0, found.get(endpoint) ?? 0));
  return found;
}

/** Endpoints whose steps need one of the functions, each with the root of the number of these steps, times nearness. */
function reachedIn(steps, nearness, nearTo) {
  const found = new Map();
  for (const { endpoint, requirements, exchanges } of steps) {
    const near = Math.max(
      // Requests that are refused call less.
      exchanges.baseline?.response.status < 400 ? (nearTo.get(endpoint) ?? 0) : 0,
      ...requirements.map((id) => nearness.get(id.split(' ', 1)[0]) ?? 0),
    );
    if (near === 0) continue;
    const before = found.get(endpoint) ?? { near: 0, count: 0 };
    found.set(endpoint, { near: Math.max(near, before.near), count: before.count + 1 });
  }
  return new Map([...found].map(([endpoint, { near, count }]) => [endpoint, near * Math.sqrt(count)]));
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
