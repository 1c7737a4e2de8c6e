import type { RunFile, ScenarioResult, StepResult } from '../model.ts';
import { type WorkItem, worklist } from './ranking.ts';
import { isFailing } from './verdict.ts';

/** One failure: a step, or a scenario that failed outside its steps. */
export interface Occurrence {
  readonly scenario: ScenarioResult;
  /** The step's position in the scenario, from 0. Absent for failures outside the steps. */
  readonly index?: number;
  readonly step?: StepResult;
}

/** One reason for failures, listed once however many steps it breaks. */
export interface Cause {
  /** Counts from 1. `fix`, `repro` and every report of a run use the same number. */
  readonly number: number;
  readonly kind: 'query' | 'difference' | 'broken-off' | 'cleanup';
  /** The work item to implement. Set for kind `query` only. */
  readonly item?: WorkItem;
  /**
   * Failures with this cause, those with the fewest preceding steps first. Empty if only a survey or an earlier run
   * found it.
   */
  readonly occurrences: readonly Occurrence[];
  /** Names of the endpoints that it blocks. */
  readonly endpoints: readonly string[];
}

/**
 * Groups a run's failures by cause. Order: missing queries as ranked, differences that no missing query explains,
 * interrupted scenarios, failed cleanups.
 */
export function causesOf(run: Pick<RunFile, 'scenarios' | 'missing' | 'endpoints'>): Cause[] {
  const items = worklist(run);
  const itemById = new Map(items.flatMap((item) => item.queries.map(({ id }) => [id, item] as const)));
  const rank = new Map(items.map((item, index) => [item, index]));
  const byItem = new Map<WorkItem, Occurrence[]>();
  const bySign = new Map<string, Occurrence[]>();
  for (const scenario of run.scenarios) {
    const explained = new Map<string, WorkItem | string>();
    for (const [index, step] of scenario.steps.entries()) {
      if (!isFailing(step)) continue;
      const known = itemsOf(step, itemById);
      const [first] = known.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
      const cause = first ?? (step.blockedBy && explained.get(step.blockedBy)) ?? signOf(step);
      explained.set(step.name, cause);
      const lists = typeof cause === 'string' ? bySign : byItem;
      push(lists as Map<unknown, Occurrence[]>, cause, { scenario, index, step });
    }
    for (const failure of scenario.failures.filter(({ code }) => code !== 'CLEANUP'))
      push(bySign, signOfFailure(failure), { scenario });
    if (ranNothing(scenario)) push(bySign, 'nothing ran', { scenario });
  }
  const broken = run.scenarios.filter(({ brokenOff }) => brokenOff);
  const unclean = run.scenarios.filter(({ failures }) => failures.some(({ code }) => code === 'CLEANUP'));
  const found: Omit<Cause, 'number'>[] = [
    ...items.map((item) => ({
      kind: 'query' as const,
      item,
      occurrences: nearest(byItem.get(item) ?? []),
      endpoints: item.endpoints,
    })),
    ...[...bySign.values()]
      .map((occurrences) => ({
        kind: 'difference' as const,
        occurrences: nearest(occurrences),
        endpoints: [...new Set(occurrences.flatMap(({ step }) => step?.endpoint ?? []))],
      }))
      .sort((a, b) => b.endpoints.length - a.endpoints.length || b.occurrences.length - a.occurrences.length),
    ...(broken.length > 0 ? [outside('broken-off', broken)] : []),
    ...(unclean.length > 0 ? [outside('cleanup', unclean)] : []),
  ];
  return found.map((cause, index) => ({ number: index + 1, ...cause }));
}

/** One line per failure of a scenario outside its steps. */
export const outsideSteps = (scenario: ScenarioResult): string[] => [
  ...(scenario.brokenOff ? [`interrupted after ${scenario.steps.length} steps`] : []),
  ...scenario.failures.map(({ code, side, message }) => `${code} on the ${side}: ${message}`),
  ...(ranNothing(scenario) ? ['no step ran'] : []),
];

const ranNothing = ({ steps, failures, brokenOff, unavailable }: ScenarioResult): boolean =>
  !brokenOff && unavailable === undefined && steps.length + failures.length === 0;

const outside = (kind: Cause['kind'], scenarios: readonly ScenarioResult[]) => ({
  kind,
  occurrences: scenarios.map((scenario) => ({ scenario })),
  endpoints: [],
});

/**
 * The step's missing queries: those it reached, else those hidden behind a refusal, else those of the step it follows
 * from.
 */
function itemsOf(step: StepResult, itemById: ReadonlyMap<string, WorkItem>): WorkItem[] {
  const reached = step.missing.filter((query) => query.reached);
  const ids = (reached.length > 0 ? reached : step.missing).map(({ id }) => id);
  return (ids.length > 0 ? ids : (step.follows?.missing ?? [])).flatMap((id) => itemById.get(id) ?? []);
}

/** A key shared by steps that fail for the same reason: the endpoint and the first difference or failure. */
function signOf({ endpoint, differences, failures }: StepResult): string {
  const [difference] = differences;
  if (difference) {
    const values = difference.kind === 'status' ? [difference.baseline, difference.target] : [];
    return [endpoint, difference.kind, difference.path.replace(/\[\d+\]/g, '[*]'), ...values].join(' ');
  }
  const [failure] = failures;
  return failure ? `${endpoint} ${signOfFailure(failure)}` : endpoint;
}

const signOfFailure = ({ code, side, message }: StepResult['failures'][number]): string =>
  `${code} ${side} ${message.replace(/[\da-f-]{8,}|\d+/g, '#')}`;

const nearest = (occurrences: readonly Occurrence[]): readonly Occurrence[] =>
  [...occurrences].sort((a, b) => rankOf(a) - rankOf(b));

/** Blocked steps sort last, because they show nothing of the cause. */
const rankOf = ({ index = 0, step }: Occurrence): number => index + (step?.blockedBy ? 1000 : 0);

function push<Key>(lists: Map<Key, Occurrence[]>, key: Key, occurrence: Occurrence): void {
  const list = lists.get(key);
  if (list) list.push(occurrence);
  else lists.set(key, [occurrence]);
}
