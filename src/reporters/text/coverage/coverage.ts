import Table from 'cli-table3';
import colors from 'picocolors';
import { endpointCounts } from '../../../analysis/coverage/counts.ts';
import { COVERAGE_LEVELS, type RunFile, type Service } from '../../../model.ts';
import { paintVerdict } from '../paint.ts';

const table = (head: readonly string[]) =>
  new Table({ head: head.map(colors.dim), style: { head: [], border: [], compact: true } });

/** Coverage of each of the services' endpoints, with counts at the four levels. */
export function coverageText(run: RunFile, services: readonly Service[]): string {
  return services
    .map((service) => {
      const endpoints = run.endpoints.filter((endpoint) => endpoint.service === service);
      const rows = table(['endpoint', ...COVERAGE_LEVELS, 'verdict', 'tried']);
      for (const { endpoint, levels, verdict, facets } of endpoints) {
        const marks = COVERAGE_LEVELS.map((level) =>
          levels[level] ? colors.green('yes') : colors.red('no'),
        );
        rows.push([endpoint, ...marks, paintVerdict(verdict), String(facets.length)]);
      }
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
