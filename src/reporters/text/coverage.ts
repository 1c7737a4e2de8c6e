import Table from 'cli-table3';
import colors from 'picocolors';
import type { EndpointResult, RunFile, Service } from '../../model.ts';
import { paintVerdict } from './step-text.ts';

const LEVELS = ['called', 'answered', 'valid', 'identical'] as const;

const table = (head: readonly string[]) =>
  new Table({ head: head.map(colors.dim), style: { head: [], border: [], compact: true } });

/** How far each endpoint of the services is covered, and the counts at the four levels. */
export function coverageText(run: RunFile, services: readonly Service[]): string {
  return services
    .map((service) => {
      const endpoints = run.endpoints.filter((endpoint) => endpoint.service === service);
      const rows = table(['endpoint', ...LEVELS, 'verdict', 'tried']);
      for (const { endpoint, levels, verdict, facets } of endpoints) {
        const marks = LEVELS.map((level) => (levels[level] ? colors.green('yes') : colors.red('no')));
        rows.push([endpoint, ...marks, paintVerdict(verdict), String(facets.length)]);
      }
      const counts = LEVELS.map(
        (level) => `${endpoints.filter(({ levels }) => levels[level]).length} ${level}`,
      );
      const of = `${service} ${run.releases[service] ?? ''}, ${run.target} against ${run.baseline}`;
      return `${rows.toString()}\n${of}: of ${endpoints.length} endpoints ${counts.join(', ')}${gone(endpoints)}${unavailable(endpoints)}`;
    })
    .join('\n\n');
}

function gone(endpoints: readonly EndpointResult[]): string {
  const count = endpoints.filter(({ verdict }) => verdict === 'gone').length;
  return count > 0 ? `; ${count} of them gone on both` : '';
}

/** How many endpoints need what the deployments lack, by component. */
function unavailable(endpoints: readonly EndpointResult[]): string {
  const lacking = endpoints.flatMap(
    ({ verdict, unavailable }) => (verdict === 'unavailable' && unavailable) || [],
  );
  const components = [...new Set(lacking)].map(
    (component) => `${lacking.filter((each) => each === component).length} unavailable without ${component}`,
  );
  return components.length > 0 ? `; ${components.join(', ')}` : '';
}
