import { diffArrays } from 'diff';
import type { TraceEvent } from '../../model.ts';

/** An event of the baseline and its counterpart on the target. One is absent if only the other side has the event. */
export interface Pair {
  readonly baseline?: TraceEvent;
  readonly target?: TraceEvent;
}

export const eventOf = ({ baseline, target }: Pair): TraceEvent => (baseline ?? target) as TraceEvent;

/** Maximum number of unpaired events; beyond it the streams are treated as unrelated. */
const MOST_EDITS = 2000;

/** Pairs the events of one request on both sides, in the order in which they ended. */
export function pairs(baseline: readonly TraceEvent[], target: readonly TraceEvent[]): Pair[] {
  const [ours, theirs] = [baseline.filter(isComparable), target.filter(isComparable)];
  const left = withJoinedInserts(withoutKeyQueries(ours, theirs));
  const right = withJoinedInserts(withoutKeyQueries(theirs, ours));
  const changes = diffArrays(left.map(keyOf), right.map(keyOf), { maxEditLength: MOST_EDITS });
  if (!changes)
    return withMoved(
      left.map((event) => ({ baseline: event })),
      right,
    );
  const found: Pair[] = [];
  let [i, j] = [0, 0];
  for (const { added, removed, count = 0 } of changes) {
    for (let n = 0; n < count; n++) {
      const pair = {
        ...(added ? {} : { baseline: left[i++] as TraceEvent }),
        ...(removed ? {} : { target: right[j++] as TraceEvent }),
      };
      found.push(pair);
    }
  }
  return withMoved(found, []);
}

export type Statement = Extract<TraceEvent, { readonly kind: 'statement' }>;

export const isStatement = (event: TraceEvent | undefined): event is Statement => event?.kind === 'statement';

const isInsert = (event: TraceEvent): event is Statement =>
  event.kind === 'statement' && verbOf(event.sql) === 'INSERT';

const isComparable = ({ kind, db_api }: TraceEvent): boolean =>
  kind === 'call' ||
  (db_api !== undefined && (kind === 'statement' || kind === 'query' || kind === 'transaction'));

/**
 * Removes the queries for the keys of rows that `Query.update` and `Query.delete` then write, if the other side has none.
 * SQLAlchemy 2 sends them to a database without RETURNING, to expire these rows in the session.
 */
function withoutKeyQueries(events: readonly TraceEvent[], other: readonly TraceEvent[]): TraceEvent[] {
  const known = new Set(other.flatMap((_, at) => keyQueryAt(other, at) ?? []));
  return events.filter((_, at) => {
    const write = keyQueryAt(events, at);
    return write === undefined || known.has(write);
  });
}

/** What the write after a query for its keys is about; undefined if the event is no such query. */
function keyQueryAt(events: readonly TraceEvent[], at: number): string | undefined {
  const [query, write, method] = events.slice(at, at + 3);
  const isKeyQuery =
    query?.kind === 'statement' &&
    write?.kind === 'statement' &&
    method?.kind === 'query' &&
    verbOf(query.sql) === 'SELECT' &&
    isWrite(write) &&
    tableOf(query.sql) === tableOf(write.sql) &&
    /^Query\.(?:update|delete)$/.test(method.construct) &&
    method.db_api === query.db_api;
  return isKeyQuery ? keyOf(write) : undefined;
}

/**
 * Joins INSERTs of a table that follow each other. A dialect that knows a row's number beforehand inserts several rows
 * with one statement.
 */
function withJoinedInserts(events: readonly TraceEvent[]): TraceEvent[] {
  const joined: TraceEvent[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    const isMore = last && isInsert(last) && isInsert(event) && keyOf(last) === keyOf(event);
    if (isMore) joined[joined.length - 1] = bothInserts(last, event);
    else joined.push(event);
  }
  return joined;
}

/** The probe records the parameters of at most this many executions of one statement. */
const MOST_GIVEN = 5;

const bothInserts = (first: Statement, second: Statement): Statement => ({
  ...first,
  ...(first.given && second.given && { given: [...first.given, ...second.given].slice(0, MOST_GIVEN) }),
  rows: first.rows === undefined || second.rows === undefined ? undefined : first.rows + second.rows,
  ...(second.error !== undefined && { error: second.error }),
});

/** Pairs leftover events of one side with equal ones elsewhere on the other: threads may run in another order. */
function withMoved(all: readonly Pair[], more: readonly TraceEvent[]): Pair[] {
  const alone = new Map<string, TraceEvent[]>();
  for (const event of [
    ...all.flatMap(({ baseline, target }) => (target && !baseline ? [target] : [])),
    ...more,
  ])
    alone.set(keyOf(event), [...(alone.get(keyOf(event)) ?? []), event]);
  const taken = new Set<TraceEvent>();
  const joined = all.map((pair): Pair => {
    if (!pair.baseline || pair.target) return pair;
    const target = alone.get(keyOf(pair.baseline))?.shift();
    if (!target) return pair;
    taken.add(target);
    return { baseline: pair.baseline, target };
  });
  return joined.filter(({ baseline, target }) => baseline || !taken.has(target as TraceEvent));
}

/** Identifies what an event is about, regardless of parts that the target omitted. */
export function keyOf(event: TraceEvent): string {
  const about = `${event.db_api ?? ''} ${event.kind}`;
  switch (event.kind) {
    case 'query':
      return `${about} ${event.construct}`;
    case 'call':
      return `${about} ${event.function}`;
    case 'transaction':
      return `${about} ${event.ended}`;
    case 'statement':
      return `${about} ${verbOf(event.sql)} ${tableOf(event.sql)}`;
    default:
      return about;
  }
}

export const verbOf = (sql = ''): string => sql.trimStart().split(/\s/, 1)[0]?.toUpperCase() ?? '';

/** The first table that a statement names; empty if none. */
export const tableOf = (sql = ''): string => /\b(?:FROM|INTO|UPDATE)\s+"?(\w+)/i.exec(sql)?.[1] ?? '';

const TABLE = /"?\w+"?(?:\s+AS\s+"?\w+"?)?/;
const TABLES = new RegExp(`\\b(?:FROM|JOIN|INTO|UPDATE)\\s+(${TABLE.source}(?:,\\s*${TABLE.source})*)`, 'gi');

/** All tables that a statement names. */
export const tablesOf = (sql = ''): string[] =>
  [...sql.matchAll(TABLES)].flatMap(([, list = '']) =>
    list.split(',').flatMap((one) => /\w+/.exec(one) ?? []),
  );

export const isWrite = (event: TraceEvent): boolean =>
  event.kind === 'statement' && /^(?:INSERT|UPDATE|DELETE|REPLACE)$/.test(verbOf(event.sql));

/** Whether an event is a commit that raised an error. The probe records it without a statement. */
export const isFailedCommit = (event: TraceEvent): boolean =>
  event.kind === 'statement' && event.sql === undefined && event.error !== undefined;

/** The column of a parameter that selects rows. Its name has the table's name or a number: `images_id`, `id_1`. */
export const selectedColumn = (parameter: string, table: string): string =>
  parameter.replace(/_\d+$/, '').replace(new RegExp(`^${table}_(?=.)`), '');

/** Whether a write stores a parameter's value. The others select its rows. */
export const isStored = (parameter: string, verb: string, table: string): boolean =>
  /^(?:INSERT|UPDATE)$/.test(verb) && selectedColumn(parameter, table) === parameter;
