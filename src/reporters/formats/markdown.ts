import { outsideSteps } from '../../analysis/causes.ts';
import { endpointCounts } from '../../analysis/coverage/counts.ts';
import { worklist } from '../../analysis/ranking.ts';
import { isFailing } from '../../analysis/verdict.ts';
import type { EndpointResult, RunFile } from '../../model.ts';
import { COVERAGE_LEVELS, SERVICES } from '../../model.ts';
import { costliest } from '../costliest.ts';
import { failureModeText, frameText, headline, outcomeOf, queryText } from '../text/step-text.ts';
import { code, table, text } from './markdown-parts.ts';

const MOST_ITEMS = 20;
const MOST_ROWS = 50;

/** Maximum characters of a value in a cell. */
const ROOM = 60;

/** A run as Markdown, for a job summary or comment: coverage, worklist, endpoints that are not identical, failures. */
export function markdown(run: RunFile): string {
  const parts = [
    `## ${text(run.target)} against ${text(run.baseline)}`,
    ...(run.abort ? [`**The run was interrupted:** ${text(run.abort.message)}`] : []),
    ...(run.shard ? [`Shard ${run.shard.index} of ${run.shard.of}`] : []),
    ...(run.filters.length > 0 ? [`Only: ${run.filters.map(code).join(', ')}`] : []),
    coverage(run),
    verdicts(run.endpoints),
    ...queries(run),
    ...failing(run),
    ...failures(run),
    ...costs(run),
  ];
  return `${parts.join('\n\n')}\n`;
}

function coverage({ endpoints, releases }: RunFile): string {
  const rows = SERVICES.flatMap((service) => {
    const own = endpoints.filter((endpoint) => endpoint.service === service);
    if (own.length === 0) return [];
    const { live, levels } = endpointCounts(own);
    const counts = COVERAGE_LEVELS.map((level) => String(levels[level]));
    return [[`${service} ${text(releases[service] ?? '')}`, String(live), ...counts]];
  });
  return table(['service', 'live endpoints', ...COVERAGE_LEVELS], rows);
}

const verdicts = (endpoints: readonly EndpointResult[]): string =>
  endpointCounts(endpoints)
    .verdicts.map(([verdict, count]) => `**${count}** ${verdict}`)
    .join(', ');

function queries(run: RunFile): string[] {
  const items = worklist(run);
  if (items.length === 0) return [];
  const rows = items.slice(0, MOST_ITEMS).map(({ name, queries: own, endpoints, unblocks }, index) => {
    const place = own.find((query) => query.place)?.place;
    return [
      String(index + 1),
      code(name),
      [...new Set(own.map(({ way }) => failureModeText({ way, reached: true })))].join(', '),
      own.map(({ dbApi }) => code(dbApi)).join(', '),
      place ? code(frameText(place)) : '',
      String(endpoints.length),
      String(unblocks.length),
    ];
  });
  const head = [
    '',
    'missing ROME query',
    'how',
    'DB-API functions',
    'in the copy',
    'blocks',
    'fixes endpoints',
  ];
  return ['### What to implement next', table(head, rows), ...more(items.length - MOST_ITEMS)];
}

function failing({ endpoints, missing: queries }: RunFile): string[] {
  const queryById = new Map(queries.map((query) => [query.id, query]));
  const found = endpoints.filter(({ verdict }) => ['differs', 'refused', 'blocked'].includes(verdict));
  if (found.length === 0) return [];
  const rows = found.slice(0, MOST_ROWS).map(({ endpoint, verdict, missing }) => [
    code(endpoint),
    verdict,
    missing
      .flatMap((id) => queryById.get(id) ?? [])
      .map((query) => code(queryText(query)))
      .join(', '),
  ]);
  const head = ['endpoint', 'verdict', 'missing'];
  return ['### Endpoints that are not identical', table(head, rows), ...more(found.length - MOST_ROWS)];
}

/** All failures; first those that no endpoint in the table shows. */
function failures({ scenarios, endpoints }: RunFile): string[] {
  const shown = new Set(
    endpoints
      .filter(({ verdict }) => ['differs', 'refused', 'blocked'].includes(verdict))
      .map((each) => each.endpoint),
  );
  const outside = scenarios.flatMap((scenario) =>
    outsideSteps(scenario).map((line) => [code(scenario.id), '', text(line)]),
  );
  const steps = scenarios.flatMap(({ id, steps: all }) =>
    all.filter(isFailing).map((step) => ({ id, step })),
  );
  const [hidden, others] = [false, true].map((wanted) =>
    steps.filter(({ step }) => shown.has(step.endpoint) === wanted),
  );
  const rows = [
    ...outside,
    ...[...(hidden ?? []), ...(others ?? [])].map(({ id, step }) => [
      code(id),
      text(step.name),
      `${outcomeOf(step)}: ${text(headline(step, ROOM))}`,
    ]),
  ];
  if (rows.length === 0) return [];
  const head = ['scenario', 'step', 'what'];
  return ['### What failed', table(head, rows.slice(0, MOST_ROWS)), ...more(rows.length - MOST_ROWS)];
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
