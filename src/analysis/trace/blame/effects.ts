/** What a divergence is about, and what can follow from it. */
import { type Cell, SIDES, type Side, type TraceEvent } from '../../../model.ts';
import type { Divergence } from '../align.ts';
import { eventOf, isFailedCommit, isWrite, type Statement, tableOf } from '../pairs.ts';
import type { Located, StepStreams } from './located.ts';

/** Queries that are absent because the function raised an error follow from that error. */
export function raisedIn(first: Divergence | undefined, all: readonly Divergence[]): Divergence | undefined {
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

/** Whether only one side has the event. */
export const isOneSided = ({ kind }: Divergence): boolean => kind === 'absent' || kind === 'extra';

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
  const isSeen = ({ sql }: Statement) => seen.kind === 'statement' && (seen.sql ?? '').includes(tableOf(sql));
  if (isWrite(event) && event.kind === 'statement') return isSeen(event);
  if (!other.isAbove) return true;
  return SIDES.some((side) =>
    earlier[side].some(
      (each) => isStatement(each) && isWrite(each) && each.db_api === event.db_api && isSeen(each),
    ),
  );
}

/** Whether a divergence can leave another state. A query of one side alone cannot. */
export const leavesOther = (one: Divergence): boolean =>
  isChange(one) || !(one.sameQuestion || (isOneSided(one) && eventOf(one).kind === 'statement'));

/**
 * The events of a request without the writes that ended after a time, in seconds. A service may go on working after it
 * has answered, so a poll can read the state before such a write.
 */
export const withoutLaterWrites = (events: readonly TraceEvent[], time: number): TraceEvent[] =>
  events.filter((event, at) => {
    if (!isWrite(event)) return true;
    const end = events.slice(at).find((each) => each.kind === 'transaction' && each.db_api === event.db_api);
    return (end ?? event).time <= time;
  });

/** Whether a step's fault is that one of its own queries returned something else than on the baseline. */
export const isOwnRead = ({ inStep, edit, divergence }: Located): boolean =>
  inStep === undefined && !edit && divergence !== undefined && isReadOfState(divergence);

export const isStatement = (event: TraceEvent): event is Statement => event.kind === 'statement';

const isChange = (divergence: Divergence): boolean => {
  const event = eventOf(divergence);
  return (
    isWrite(event) || isFailedCommit(event) || (event.kind === 'transaction' && event.ended !== 'savepoint')
  );
};
