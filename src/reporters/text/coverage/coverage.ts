import Table from 'cli-table3';
import colors from 'picocolors';
import { endpointCounts } from '../../../analysis/coverage/counts.ts';
import { COVERAGE_LEVELS, type CoverageLevels, type RunFile, type Service } from '../../../model.ts';
import { paintVerdict } from '../paint.ts';

/** Characters of a row without its endpoint. */
const REST = 35;
const NARROWEST = 30;

const table = (head: readonly string[], width: number) =>
  new Table({
    head: head.map(colors.dim),
    style: { head: [], border: [], compact: true },
    ...(Number.isFinite(width) && {
      colWidths: [Math.max(NARROWEST, width - REST)],
      wordWrap: true,
      wrapOnWordBoundary: false,
    }),
  });

/** The highest level; each contains the ones before it. */
function reached(levels: CoverageLevels): string {
  const level = COVERAGE_LEVELS.findLast((each) => levels[each]);
  if (level === undefined) return colors.red('not called');
  return level === COVERAGE_LEVELS.at(-1) ? colors.green(level) : level;
}

/**
 * Coverage of the endpoints of the services that the run had, with counts at the four levels.
 * @param width of the terminal; rows are not wrapped without it
 */
export function coverageText(
  run: RunFile,
  services: readonly Service[],
  width = Number.POSITIVE_INFINITY,
): string {
  return services
    .flatMap((service) => {
      const endpoints = run.endpoints.filter((endpoint) => endpoint.service === service);
      if (endpoints.length === 0) return [];
      const rows = table(['endpoint', 'coverage', 'verdict', 'tried'], width);
      for (const { endpoint, levels, verdict, facets } of endpoints)
        rows.push([endpoint, reached(levels), paintVerdict(verdict), String(facets.length)]);
      const { live, levels, verdicts, unavailable } = endpointCounts(endpoints);
      const counts = COVERAGE_LEVELS.map((level) => `${levels[level]} ${level}`);
      const gone = verdicts.find(([verdict]) => verdict === 'gone')?.[1] ?? 0;
      const others = [
        ...(gone > 0 ? [`${gone} more return 410 Gone on both`] : []),
        ...unavailable.map(([component, number]) => `${number} unavailable without ${component}`),
      ];
      const of = `${service} ${run.releases[service] ?? ''}, ${run.target} against ${run.baseline}`;
      return `${rows.toString()}\n${[`${of}: of ${live} live endpoints ${counts.join(', ')}`, ...others].join('; ')}`;
    })
    .join('\n\n');
}
