import { COMPLETE } from './faults.mjs';

const AGREEING = new Set(['identical', 'gone', 'unavailable']);

const verdictsOf = (run) =>
  new Map(run.scenarios.map(({ id, steps }) => [id, steps.map(({ verdict }) => verdict)]));

/** Returns the id of a step's request to the target. */
const requestOf = ({ exchanges, broken }) => exchanges?.target?.requestId ?? broken?.target?.requestId;

/**
 * Whether a step polled a URL, so that only its last response counts. Also if the first one showed the state: those that
 * differ from the baseline's are read again.
 */
const polled = (run, url) =>
  run.scenarios.some(({ steps }) =>
    steps.some(({ waits, exchanges }) => waits?.target && exchanges.target?.url.endsWith(url)),
  );

/**
 * Returns the complaints about a run with broken responses, as lines: a broken response that the run does not name, or
 * another verdict than in the clean run in a scenario without broken responses.
 * @param broken broken responses by request id
 */
export function complaints(clean, ugly, broken) {
  const found = [];
  if (ugly.status !== 'finished') found.push(`the run is ${ugly.status}: ${ugly.abort?.message ?? ''}`);
  const left = new Map(broken);
  const touched = new Set();
  for (const scenario of ugly.scenarios) {
    // Includes the requests of the cleanup, which are not steps.
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
      found.push(`${fault} of ${method} ${url} (${id}) is not in the run`);
  const verdicts = verdictsOf(ugly);
  for (const [id, before] of verdictsOf(clean)) {
    const after = verdicts.get(id);
    if (after === undefined) found.push(`${id} is not in the run`);
    else if (!touched.has(id) && after.join() !== before.join())
      found.push(`${id}: ${before.join()} in the clean run, ${after.join()} with broken responses elsewhere`);
  }
  return found;
}
