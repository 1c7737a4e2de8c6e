import type { TraceEvent } from '../../../model.ts';
import { isWrite, verbOf } from '../pairs.ts';

export type Query = Extract<TraceEvent, { readonly kind: 'query' }>;

/** Methods that execute a query. All others build one. */
const RUNNING = /^Query\.(?:update|delete|count|all|one|one_or_none|first|scalar|get)$/;

/** Whether a method executes a query. */
export const isRunning = (construct: string): boolean => RUNNING.test(construct);

/** Whether a method builds a query without running it. */
export const isBuilder = (construct: string): boolean =>
  construct.startsWith('Query.') && !RUNNING.test(construct);

/** Whether a method runs a query and returns its rows. */
export const returnsRows = (construct: string): boolean =>
  RUNNING.test(construct) && !/^Query\.(?:update|delete|count)$/.test(construct);

/** Whether a method returns rows that are read only after it returned. */
export const isReadLater = (construct: string): boolean => construct === 'Query.values';

/** Query methods that run statements, and the statements that each of them ran. */
export class RunningMethods {
  readonly #around = new Map<TraceEvent, Query>();
  readonly #inside = new Map<Query, TraceEvent[]>();

  constructor(events: readonly TraceEvent[]) {
    const open: Query[] = [];
    // A method is recorded when it ends. Its statements come before it and started after it.
    for (const event of events.toReversed()) {
      if (event.kind === 'query') {
        if (RUNNING.test(event.construct)) open.push(event);
        continue;
      }
      if (event.kind !== 'statement') continue;
      const method = open.findLast(({ time, db_api }) => time < event.time && db_api === event.db_api);
      if (!method) continue;
      this.#around.set(event, method);
      this.#inside.set(method, [event, ...(this.#inside.get(method) ?? [])]);
    }
  }

  around(event: TraceEvent | undefined): Query | undefined {
    return event && this.#around.get(event);
  }

  statements(method: Query | undefined): readonly TraceEvent[] {
    return (method && this.#inside.get(method)) ?? [];
  }
}

const CLAUSES = ['limit', 'offset', 'order_by', 'group_by', 'having', 'distinct', 'for_update'];

/**
 * Whether the same method was called on both sides but ran other kinds of statements. Then ROME behaves differently,
 * not the copy.
 */
export function isDoneOtherwise(baseline: readonly TraceEvent[], target: readonly TraceEvent[]): boolean {
  const kindOf = (events: readonly TraceEvent[]) =>
    events
      .map((event) => (event.kind === 'statement' && isWrite(event) ? verbOf(event.sql) : ''))
      .filter(Boolean)
      .join();
  const clausesOf = (events: readonly TraceEvent[]) =>
    CLAUSES.filter((clause) =>
      events.some((event) => event.kind === 'statement' && event.constructs.includes(clause)),
    ).join();
  return kindOf(baseline) !== kindOf(target) || clausesOf(baseline) !== clausesOf(target);
}
