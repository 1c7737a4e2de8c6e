import Table from 'cli-table3';
import colors from 'picocolors';
import type { EndpointResult, RunFile, StepResult } from '../../model.ts';
import { SIDES, VERDICTS } from '../../model.ts';
import { rankedQueries } from '../ranking.ts';
import { failureText } from './failure-text.ts';
import { frameText, isFailing, paintVerdict, waitsText, wayText } from './step-text.ts';

/** What came of a run: a row per endpoint, a row per missing query, the sum. */
export function summary(run: RunFile): string {
  const shown = run.endpoints.filter(({ verdict }) => verdict !== 'unreached');
  const parts = [endpointTable(shown, run)];
  if (run.missing.length > 0) parts.push(missingTable(run));
  if (run.abort) parts.push(failureText(run.abort));
  parts.push(closing(run));
  return parts.join('\n\n');
}

const table = (head: string[]) =>
  new Table({ head: head.map(colors.dim), style: { head: [], border: [], compact: true } });

function endpointTable(endpoints: readonly EndpointResult[], run: RunFile): string {
  const byId = new Map(run.missing.map((query) => [query.id, query]));
  const rows = table(['endpoint', 'verdict', 'called', 'missing ROME queries']);
  for (const { endpoint, verdict, called, missing } of endpoints) {
    const constructs = [...new Set(missing.flatMap((id) => byId.get(id)?.construct ?? []))].join(', ');
    rows.push([endpoint, paintVerdict(verdict), String(called), constructs]);
  }
  return rows.toString();
}

function missingTable(run: RunFile): string {
  const rows = table(['missing ROME query', 'DB-API function', 'how', 'in the copy', 'endpoints']);
  for (const { query, endpoints } of rankedQueries(run)) {
    rows.push([
      query.construct,
      query.dbApi,
      wayText(query),
      query.place ? frameText(query.place) : '',
      String(endpoints.length),
    ]);
  }
  return rows.toString();
}

function closing(run: RunFile): string {
  const steps = run.scenarios.flatMap((scenario) => scenario.steps);
  const failing = steps.filter(isFailing).length;
  const leftovers = run.scenarios.reduce((sum, { failures }) => sum + failures.length, 0);
  const counts = VERDICTS.map(
    (verdict) => [verdict, run.endpoints.filter((each) => each.verdict === verdict).length] as const,
  )
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => paintVerdict(verdict, `${count} ${verdict}`));
  const done = `${run.scenarios.length} of ${run.planned} scenarios, ${steps.length} steps, ${failing} failing`;
  const lines = [
    `${colors.bold(run.target)} against ${colors.bold(run.baseline)}: ${done}, ${s(run.ms.total)}`,
    `endpoints: ${counts.join(', ')}`,
    colors.dim(
      `time: ${s(run.ms.waiting)} of requests under way at the deployments, ${s(run.ms.own)} of our own work`,
    ),
  ];
  lines.push(...waiting(steps));
  for (const each of run.unavailable) lines.push(colors.yellow(`not available: ${each}`));
  if (leftovers > 0)
    lines.push(colors.yellow(`${leftovers} things could not be cleaned up; run.json tells which`));
  return lines.join('\n');
}

/** How long states were waited for, where any was, and where longest on the target. */
function waiting(steps: readonly StepResult[]): string[] {
  const polled = steps.filter(({ waits }) => waits);
  const [longest] = [...polled].sort((a, b) => (b.waits?.target?.ms ?? 0) - (a.waits?.target?.ms ?? 0));
  if (!longest?.waits) return [];
  const sums = SIDES.map(
    (side) => `${s(polled.reduce((sum, { waits }) => sum + (waits?.[side]?.ms ?? 0), 0))} on the ${side}`,
  );
  const most = `longest ${longest.endpoint} "${longest.name}": ${waitsText(longest.waits)}`;
  return [colors.dim(`states waited for: ${polled.length}, ${sums.join(', ')}; ${most}`)];
}

const s = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
