/** Compares reports with the places of mutants, and sums up. */

/**
 * Compares a report with the place of the mistake. A place counts once, even if several steps blame it.
 *
 * @param kind `copy` or `rome`
 * @param ranking the functions `worklist` and `isFailing` of src/analysis
 */
export function score(run, mutant, kind, { worklist, isFailing }) {
  const isTrue = (query) => isPlaceOf(mutant, kind, query);
  const steps = run.scenarios.flatMap((scenario) => scenario.steps).filter(isFailing);
  const queries = steps.flatMap(({ missing }) => missing).filter(({ surveyed }) => !surveyed);
  const places = new Map(
    queries.map((query) => [`${query.id} ${query.place?.line}`, { query, right: isTrue(query) }]),
  );
  const [first] = worklist(run)[0]?.queries ?? [];
  const shown = ({ id, way, place, evidence }) => `${way} ${id}:${place?.line} ${evidence}`.slice(0, 160);
  return {
    seen: steps.length > 0,
    located: [...places.values()].some(({ right }) => right),
    first: first !== undefined && isTrue(first) && isNamed(first, mutant, kind),
    blamed: places.size,
    wrong: [...places.values()].filter(({ right }) => !right).map(({ query }) => shown(query)),
    right: [...places.values()].filter(({ right }) => right).map(({ query }) => shown(query)),
    unexplained: steps.filter(
      ({ missing, follows, blockedBy }) => missing.length === 0 && !follows && !blockedBy,
    ).length,
    failing: steps.length,
  };
}

/** Whether a query has the true place: in a copy, the mutated lines; in ROME, a statement that the mistake affects. */
const isPlaceOf = (mutant, kind, query) =>
  kind === 'copy'
    ? query.dbApi === mutant.function && Math.abs((query.place?.line ?? -9) - mutant.line) <= 2
    : new RegExp(mutant.shows, 'i').test(`${query.construct} ${query.statement ?? ''}`);

/** Whether a query names the right construct. This only matters in ROME. */
const isNamed = (query, mutant, kind) => kind === 'copy' || mutant.constructs.includes(query.construct);

/** Returns the summary of all mutants as Markdown, and lists of those that were missed. @param title what was measured */
export function report(rows, title) {
  const ran = rows.filter(({ seen }) => seen !== undefined);
  const visible = ran.filter(({ seen }) => seen);
  const share = (part, wholeOf) => (wholeOf === 0 ? '–' : `${((100 * part) / wholeOf).toFixed(1)} %`);
  const sum = (of) => visible.reduce((total, each) => total + of(each), 0);
  const lines = [
    title,
    `| visible | located | named first | false accusations |`,
    `|---|---|---|---|`,
    `| ${visible.length} of ${ran.length} | ${share(visible.filter(({ located }) => located).length, visible.length)} | ${share(visible.filter(({ first }) => first).length, visible.length)} | ${share(
      sum(({ wrong }) => wrong.length),
      sum(({ blamed }) => blamed),
    )} |`,
    ...['not visible: equivalent, or a missing scenario', ...ran.filter(({ seen }) => !seen).map(shown)],
    ...['not named first', ...visible.filter(({ first }) => !first).map(shown)],
    ...['not located', ...visible.filter(({ located }) => !located).map(shown)],
    ...['false accusations', ...visible.filter(({ wrong }) => wrong.length > 0).map(shown)],
    ...['did not run', ...rows.filter(({ problem }) => problem).map((row) => `${shown(row)} ${row.problem}`)],
  ];
  return lines.join('\n');
}

const shown = ({ mutant, scenarios = [] }) => {
  const { operator, line, was, is } = mutant;
  const what =
    line === undefined ? '' : ` in ${mutant.function}:${line} ${JSON.stringify(was)} → ${JSON.stringify(is)}`;
  return `  ${mutant.order} ${operator}${what} (${scenarios.join(' ')})`.slice(0, 260);
};
