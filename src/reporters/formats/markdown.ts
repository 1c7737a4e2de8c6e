import type { EndpointResult, RunFile } from '../../model.ts';
import { SERVICES, VERDICTS } from '../../model.ts';
import { costliest } from '../costliest.ts';
import { rankedQueries } from '../ranking.ts';
import { frameText, wayText } from '../text/step-text.ts';
import { code, table, text } from './markdown-parts.ts';

const LEVELS = ['called', 'answered', 'valid', 'identical'] as const;
const MOST_QUERIES = 20;
const MOST_ENDPOINTS = 50;

/** A run as Markdown, for a job summary or a comment: coverage, the ranked missing queries, what is not identical. */
export function markdown(run: RunFile): string {
  const parts = [
    `## ${text(run.target)} against ${text(run.baseline)}`,
    ...(run.abort ? [`**The run was broken off:** ${text(run.abort.message)}`] : []),
    ...(run.shard ? [`Shard ${run.shard.index} of ${run.shard.of}`] : []),
    ...(run.filters.length > 0 ? [`Only: ${run.filters.map(code).join(', ')}`] : []),
    coverage(run),
    verdicts(run.endpoints),
    ...queries(run),
    ...failing(run.endpoints),
    ...costs(run),
  ];
  return `${parts.join('\n\n')}\n`;
}

function coverage({ endpoints, releases }: RunFile): string {
  const rows = SERVICES.flatMap((service) => {
    const own = endpoints.filter((endpoint) => endpoint.service === service);
    if (own.length === 0) return [];
    const counts = LEVELS.map((level) => own.filter(({ levels }) => levels[level]).length);
    return [[`${service} ${text(releases[service] ?? '')}`, String(own.length), ...counts.map(String)]];
  });
  return table(['service', 'endpoints', ...LEVELS], rows);
}

const verdicts = (endpoints: readonly EndpointResult[]): string =>
  VERDICTS.map((verdict) => [endpoints.filter((each) => each.verdict === verdict).length, verdict] as const)
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => `**${count}** ${verdict}`)
    .join(', ');

function queries(run: RunFile): string[] {
  const ranked = rankedQueries(run);
  if (ranked.length === 0) return [];
  const rows = ranked
    .slice(0, MOST_QUERIES)
    .map(({ query, endpoints, alone }) => [
      code(query.construct),
      code(query.dbApi),
      wayText(query),
      query.place ? code(frameText(query.place)) : '',
      String(endpoints.length),
      String(alone),
    ]);
  const head = ['missing ROME query', 'DB-API function', 'how', 'in the copy', 'blocks', 'alone'];
  return ['### What to implement next', table(head, rows), ...more(ranked.length - MOST_QUERIES)];
}

function failing(endpoints: readonly EndpointResult[]): string[] {
  const found = endpoints.filter(({ verdict }) => ['differs', 'refused', 'blocked'].includes(verdict));
  if (found.length === 0) return [];
  const rows = found
    .slice(0, MOST_ENDPOINTS)
    .map(({ endpoint, verdict, missing }) => [code(endpoint), verdict, missing.map(code).join(', ')]);
  const head = ['endpoint', 'verdict', 'missing'];
  return ['### Endpoints that are not identical', table(head, rows), ...more(found.length - MOST_ENDPOINTS)];
}

function costs(run: RunFile): string[] {
  const rows = costliest(run).map(({ endpoint, cost: { median, ratio, roundTrips } }) => [
    code(endpoint),
    times(ratio.median),
    times(ratio.p95),
    `${median.baseline} ms`,
    `${median.target} ms`,
    roundTrips ? String(roundTrips.median) : '',
  ]);
  if (rows.length === 0) return [];
  const head = ['endpoint', 'ratio, median', 'ratio, p95', 'baseline', 'target', 'Redis round trips'];
  return ['### Where the target costs most', table(head, rows)];
}

const times = (ratio: number | undefined): string => (ratio === undefined ? '' : `${ratio.toFixed(1)}×`);

const more = (count: number): string[] => (count > 0 ? [`and ${count} more`] : []);
