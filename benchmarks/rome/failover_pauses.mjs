/** Which differences of a run a failover explains: times that differ by no more than the target paused. */

const LEAST_PAUSE_MS = 2000;
/** Both sides have times of whole seconds. */
const ROUNDING_MS = 1000;
const FINE = ['identical', 'gone', 'unavailable'];

const isTime = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(value);

/** Milliseconds by which the target's slowest answer up to a step took longer than the baseline's. */
const pauseUntil = (steps) =>
  Math.max(0, ...steps.map(({ exchanges: { baseline, target } }) => (target?.ms ?? 0) - (baseline?.ms ?? 0)));

/** Milliseconds between two times: as they are, and as seen from the answers that contain them. */
function apart({ baseline, target }, exchanges) {
  const far = Date.parse(target) - Date.parse(baseline);
  const [here, there] = ['baseline', 'target'].map((side) =>
    Date.parse(exchanges[side]?.response.headers.date),
  );
  return [far, far - (there - here)].map(Math.abs);
}

/**
 * For each scenario that is not identical, a line for a pause that explains every difference of it, or undefined.
 * @returns {{ id: string, pause: string | undefined }[]}
 */
export const pausesOf = (scenarios) =>
  scenarios
    .filter(
      ({ steps, failures }) => failures.length > 0 || steps.some(({ verdict }) => !FINE.includes(verdict)),
    )
    .map(({ id, steps, failures }) => ({ id, pause: failures.length > 0 ? undefined : pauseOf(steps) }));

function pauseOf(steps) {
  const lines = [];
  for (const [index, step] of steps.entries()) {
    if (FINE.includes(step.verdict)) continue;
    const pause = pauseUntil(steps.slice(0, index + 1));
    const explained = ({ kind, baseline, target, ...difference }) =>
      kind === 'value' &&
      isTime(baseline) &&
      isTime(target) &&
      apart({ ...difference, baseline, target }, step.exchanges).some((ms) => ms <= pause + ROUNDING_MS);
    if (pause < LEAST_PAUSE_MS || step.failures.length > 0 || step.differences.length === 0) return undefined;
    if (!step.differences.every(explained)) return undefined;
    lines.push(
      `${step.name}: ${step.differences.map(({ path }) => path).join(', ')} after ${Math.round(pause)} ms`,
    );
  }
  return lines.join('; ');
}
