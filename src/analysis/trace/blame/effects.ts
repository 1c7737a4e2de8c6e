/** What a divergence is about, and what can follow from it. */
import { type Cell, SIDES, type Side, type TraceEvent } from '../../../model.ts';
import type { Divergence } from '../align.ts';
import {
  eventOf,
  isFailedCommit,
  isStatement,
  isWrite,
  type Statement,
  tableOf,
  tablesOf,
  verbOf,
} from '../pairs.ts';
import type { Located, StepStreams } from './located.ts';

/**
 * The error that a divergence follows from: that of the function in which a query is absent, or one before the read of
 * another state. Otherwise the divergence itself.
 * @param target the step's events on the target, in their order
 */
export function raisedIn(
  first: Divergence | undefined,
  all: readonly Divergence[],
  target: readonly TraceEvent[],
): Divergence | undefined {
  if (first && isReadOfState(first)) {
    const before = new Set(target.slice(0, target.indexOf(eventOn(first))));
    return all.find((each) => each.kind === 'error' && each.ours && before.has(eventOn(each))) ?? first;
  }
  if (first?.kind !== 'absent') return first;
  const names = [first.baseline?.at?.function, first.baseline?.db_api, ...(first.baseline?.via ?? [])];
  const errors = all.filter(
    ({ kind, target }) =>
      kind === 'error' && target && names.includes(target.kind === 'call' ? target.function : target.db_api),
  );
  // A query that raises after another one was omitted follows from the omission.
  if (errors.some(({ target }) => target?.kind !== 'call')) return first;
  const [error] = errors;
  return error ?? first;
}

const eventOn = ({ target }: Divergence): TraceEvent => target as TraceEvent;

/** Whether the evidence is that only one side has the event. */
export const isAbsentOrExtra = ({ kind }: Divergence): boolean => kind === 'absent' || kind === 'extra';

/** Whether a query found no rows on the target, and reads a table in which rows were lost. */
export const findsNoRowsOf = ({ kind, target }: Divergence, lost: Divergence): boolean =>
  kind === 'rows' && target?.kind === 'statement' && target.rows === 0 && names(target, eventOf(lost));

/** Whether a statement names the table in which another one writes. */
const names = ({ sql }: Statement, write: TraceEvent): boolean =>
  write.kind === 'statement' && tablesOf(sql).includes(tableOf(write.sql));

/**
 * Whether a DELETE cannot explain a read. If it deleted fewer rows than on the baseline, more of them are left, and
 * rows that the read lacks were missing before.
 */
const isOppositeOf = (deleted: Divergence, read: Divergence): boolean => {
  const more = ({ baseline, target }: Divergence) =>
    baseline?.kind === 'statement' && target?.kind === 'statement'
      ? Math.sign((target.rows ?? 0) - (baseline.rows ?? 0))
      : 0;
  const event = eventOf(deleted);
  const isDelete = deleted.sameQuestion && event.kind === 'statement' && verbOf(event.sql) === 'DELETE';
  return isDelete && more(deleted) !== 0 && more(deleted) === more(read);
};

/** Whether both sides ran a query with other parameters, each with those that an earlier query returned to it. */
export function isGivenRowsOf(asked: Divergence, read: Divergence): boolean {
  const given = (side: Side): Readonly<Record<string, Cell>> => {
    const event = asked[side];
    return (event?.kind === 'statement' && event.given?.[0]) || {};
  };
  const [baseline, target] = [given('baseline'), given('target')];
  const others = Object.keys(baseline).filter((name) => baseline[name] !== target[name]);
  return (
    others.length > 0 &&
    SIDES.every((side) => {
      const event = read[side];
      const cells = new Set((event?.kind === 'statement' && event.values?.flat()) || []);
      return others.every((name) => cells.has(given(side)[name] ?? null));
    })
  );
}

/** Whether both sides asked the same, of a state that may already have differed. */
export const isReadOfState = ({ sameQuestion, kind, baseline }: Divergence): boolean =>
  sameQuestion && /^(?:rows|value|error)$/.test(kind) && baseline?.kind === 'statement';

/**
 * Whether a divergence of an earlier step wrote state that another one read, or ended a transaction. That of a function
 * that the service called on one side alone, as for a cache, must have written in a table that was read.
 */
export function changes(other: Divergence, read: Divergence, earlier: StepStreams): boolean {
  if (!other.ours || !isChange(other)) return false;
  const event = eventOf(other);
  const seen = eventOf(read);
  const isSeen = (write: Statement) => seen.kind === 'statement' && names(seen, write);
  if (isWrite(event) && event.kind === 'statement') return isSeen(event) && !isOppositeOf(other, read);
  if (!other.isAbove) return true;
  return SIDES.some((side) =>
    earlier[side].some(
      (each) => isStatement(each) && isWrite(each) && each.db_api === event.db_api && isSeen(each),
    ),
  );
}

/** Whether a divergence can leave another state. A query of one side alone cannot. */
export const leavesOther = (one: Divergence): boolean =>
  isChange(one) || !(one.sameQuestion || (isAbsentOrExtra(one) && eventOf(one).kind === 'statement'));

/**
 * The events of a request without the writes that a read at a time, in seconds, does not show: those that ended later, as a
 * service may go on working after it has answered, and those that were rolled back.
 */
export function withoutUnseenWrites(events: readonly TraceEvent[], time: number): TraceEvent[] {
  /** For each function, the next end of a transaction. */
  const ends = new Map<string | undefined, TraceEvent>();
  const seen = events.toReversed().filter((event) => {
    if (isEnd(event)) ends.set(event.db_api, event);
    if (!isWrite(event)) return true;
    const end = ends.get(event.db_api);
    return !isRollback(end) && (end ?? event).time <= time;
  });
  return seen.reverse();
}

const isEnd = (event: TraceEvent): boolean =>
  event.kind === 'transaction' && /^(?:commit|rollback)$/.test(event.ended);

const isRollback = (event: TraceEvent | undefined): boolean =>
  event?.kind === 'transaction' && event.ended === 'rollback';

/**
 * Whether a poll's fault may be a matter of when it read: the poll itself returned something else than on the baseline, or
 * one of several requests at once did.
 */
export const dependsOnTiming = ({ inStep, isAtOnce, edit, divergence }: Located): boolean =>
  (inStep === undefined || isAtOnce === true) &&
  !edit &&
  divergence !== undefined &&
  isReadOfState(divergence);

const isChange = (divergence: Divergence): boolean => {
  const event = eventOf(divergence);
  return (
    isWrite(event) || isFailedCommit(event) || (event.kind === 'transaction' && event.ended !== 'savepoint')
  );
};
