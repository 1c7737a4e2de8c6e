import type { DbApiRow } from '../../../src/reporters/text/coverage/db-api-coverage.ts';
import type { Instead, ReportedFunction, Whereabouts } from './nova-report.ts';

/** The number of endpoints shown for a function that has more than MOST. */
const FEW = 4;
const MOST = 6;

/** The result for a function: from the endpoints that reach it, otherwise from its tests. */
export type ReportVerdict = 'identical' | 'passes' | 'removed' | 'differs' | 'unverified';

/** A function of the report with its result from a run on ROME. */
export interface ReportRow extends ReportedFunction {
  readonly reached: readonly string[];
  /** Why no endpoint can reach it. */
  readonly reason?: string;
  readonly verdict: ReportVerdict;
}

/** `uses`: the run's DB-API functions. `agreeing`: endpoints that are identical on both sides, such as `GET /flavors`. */
export function reportRow(
  entry: ReportedFunction,
  uses: readonly DbApiRow[],
  agreeing: ReadonlySet<string>,
): ReportRow {
  const { now } = entry;
  const use = now.kind === 'db-api' ? uses.find(({ name }) => name === now.name) : undefined;
  const instead = now.kind === 'nova-network' ? (now.instead?.endpoints ?? []) : [];
  const reached = use?.endpoints ?? [];
  const identical =
    (use?.missing ?? []).length === 0 && [...reached, ...instead].every((each) => agreeing.has(each));
  return {
    ...entry,
    reached,
    ...(use?.reason ? { reason: use.reason } : {}),
    verdict: !identical ? 'differs' : now.kind === 'nova-network' ? 'removed' : verified(entry, reached),
  };
}

/** The verdict of a function whose endpoints are all identical and whose tests passed, if it has any. */
function verified(
  { tests = [], novaTests = [] }: ReportedFunction,
  reached: readonly string[],
): ReportVerdict {
  if (reached.length > 0) return 'identical';
  return tests.length + novaTests.length > 0 ? 'passes' : 'unverified';
}

/** A Markdown table of the rows. */
export function reportTable(rows: readonly ReportRow[]): string {
  const head = ['function', 'also required', 'in Nova 26.2', 'endpoints', 'tests', 'verdict'];
  const lines = rows.map((row) => [
    code(row.name),
    row.asks ?? '',
    whereabouts(row.now),
    endpoints(row),
    [...(row.tests ?? []).map(linked), ...(row.novaTests ?? []).map(novas)].join('<br>'),
    row.verdict,
  ]);
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function whereabouts(now: Whereabouts): string {
  switch (now.kind) {
    case 'db-api':
      return now.name.includes('.') ? code(`nova.objects.${now.name}`) : code(`nova.db.main.api.${now.name}`);
    case 'helper':
      return code(`nova.db.main.api.${now.name}`);
    case 'nova-network':
      return `removed with nova-network and its table ${code(now.table)}`;
    case 'none':
      return `none: ${now.why}`;
  }
}

function endpoints({ now, sometimes, reached: all, reason }: ReportRow): string {
  const reached = all.filter((each) => !sometimes?.includes(each));
  if (now.kind === 'helper') return 'those of the functions that use it';
  if (now.kind === 'nova-network' && now.instead) return `none; ${instead(now.instead)}`;
  if (reached.length === 0) return reason ? `none: ${reason}` : 'none';
  const shown = reached.length > MOST ? reached.slice(0, FEW) : reached;
  const others = reached.length - shown.length;
  return `${shown.map(code).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

const instead = ({ endpoints, how }: Instead): string => `${how}: ${endpoints.map(code).join(', ')}`;

const code = (text: string): string => `\`${text}\``;

const linked = (test: string): string => {
  const [module = '', , name = ''] = test.split('.');
  return `[${code(name)}](../tests/python/rome/services/${module}.py)`;
};

const novas = (test: string): string => `Nova’s ${code(test.split('.').slice(-2).join('.'))}`;
