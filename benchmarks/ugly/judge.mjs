import { COMPLETE } from './faults.mjs';

const AGREEING = new Set(['identical', 'gone', 'unavailable']);

const verdictsOf = (run) =>
  new Map(run.scenarios.map(({ id, steps }) => [id, steps.map(({ verdict }) => verdict)]));

/** Ids of a step's requests to the target. */
const requestOf = ({ exchanges, broken }) => exchanges?.target?.requestId ?? broken?.target?.requestId;

/** Whether a step asked so often at a URL that an answer which is not its last one came to nothing. */
const polled = (run, url) =>
  run.scenarios.some(({ steps }) =>
    steps.some(({ waits, exchanges }) => waits?.target?.tries > 1 && exchanges.target?.url.endsWith(url)),
  );

/**
 * What is wrong with a run whose answers were broken, as lines: a broken answer that is not named, a verdict of a scenario
 * without broken answers that is not as in the clean run.
 * @param broken by request id
 */
export function complaints(clean, ugly, broken) {
  const found = [];
  if (ugly.status !== 'finished') found.push(`the run is ${ugly.status}: ${ugly.abort?.message ?? ''}`);
  const left = new Map(broken);
  const touched = new Set();
  for (const scenario of ugly.scenarios) {
    // With the requests that are no steps, those of its cleanup.
    const text = JSON.stringify(scenario);
    for (const [id, { fault, method, url }] of broken) {
      if (!text.includes(id)) continue;
      left.delete(id);
      touched.add(scenario.id);
      const step = scenario.steps.find((each) => requestOf(each) === id);
      const isNamed = step
        ? !AGREEING.has(step.verdict) || step.failures.some(({ side }) => side === 'target')
        : scenario.failures.some(({ message }) => message.includes(id));
      if (!isNamed)
        found.push(
          `${scenario.id}: ${fault} of ${method} ${url} (${id}) passes as ${step?.verdict ?? 'nothing'}`,
        );
    }
  }
  for (const [id, { fault, method, url }] of left)
    if (!COMPLETE.has(fault) || (method !== 'DELETE' && !polled(ugly, url)))
      found.push(`${fault} of ${method} ${url} (${id}) is nowhere in the run`);
  const verdicts = verdictsOf(ugly);
  for (const [id, before] of verdictsOf(clean)) {
    const after = verdicts.get(id);
    if (after === undefined) found.push(`${id} is not in the run`);
    else if (!touched.has(id) && after.join() !== before.join())
      found.push(`${id}: ${before.join()} without broken answers, ${after.join()} with those of others`);
  }
  return found;
}
