import type { PerSide } from '../../../model.ts';
import { eventOf, type Pair } from '../pairs.ts';
import {
  isBuilder,
  isDoneOtherwise,
  isReadLater,
  type Query,
  type RunningMethods,
  returnsRows,
} from './running-methods.ts';

/** The query method that explains a divergence, because both sides called it. */
export interface BlamedMethod {
  readonly method: string;
  /** Other methods that may be wrong instead. */
  readonly builders?: readonly string[];
  /** The statement whose rows it returned, if the divergence is a later event. */
  readonly ran?: Pair;
}

/**
 * Finds the method that explains a statement of only one side, or a different statement. Undefined if the copy may have
 * requested the statement. The result's `isFirst`: whether the function has no earlier divergence; `isAbove`: whether it is
 * in a function that the service called on one side alone.
 */
export function methodsOf(
  { baseline: left, target: right }: PerSide<RunningMethods>,
  all: readonly Pair[],
  isCopyEdited: boolean,
): (pair: Pair, isFirst: boolean, isAbove?: boolean) => BlamedMethod | undefined {
  const calls = all.filter((pair) => eventOf(pair).kind === 'query');
  const alone = calls.filter((pair) => !pair.baseline || !pair.target).map(eventOf);
  const returnedTo = (pair: Pair, dbApi: string | undefined): BlamedMethod | undefined => {
    for (const { baseline, target } of returnedBefore(pair, calls, dbApi)) {
      const ran = { baseline: left.statements(baseline).at(-1), target: right.statements(target).at(-1) };
      if (ran.baseline?.kind !== 'statement' || !ran.baseline.rows) continue;
      return { method: baseline.construct, builders: buildersIn(calls, dbApi), ran };
    }
    return undefined;
  };
  return (pair, isFirst, isAbove = false) => {
    const event = eventOf(pair);
    if (isAbove) return isCopyEdited ? undefined : returnedTo(pair, undefined);
    // Calls of one side after the event may follow from it.
    const isCopyOther = alone.some(({ db_api, time }) => db_api === event.db_api && time < event.time);
    if (isCopyOther) return undefined;
    if (!isCopyEdited && isFirst) {
      const later = readLater(pair, calls);
      if (later !== undefined) return { method: later };
      const returned = event.kind === 'query' ? returnedTo(pair, event.db_api) : undefined;
      if (returned) return returned;
    }
    if (event.kind !== 'statement') return undefined;
    const [ours, theirs] = [left.around(pair.baseline), right.around(pair.target)];
    const both = calls.find((call) => (ours ? call.baseline === ours : call.target === theirs));
    if (!both?.baseline || !both.target || (ours && theirs && both.target !== theirs)) return undefined;
    const [a, b] = [both.baseline, both.target];
    if (a.kind !== 'query' || b.kind !== 'query') return undefined;
    if (!isCopyEdited && isAskedOtherwise(pair))
      return withBuilders(a.construct, pair, buildersIn(calls, event.db_api));
    if (!isDoneOtherwise(left.statements(a), right.statements(b))) return undefined;
    return { method: a.construct, builders: isCopyEdited ? [] : buildersIn(calls, event.db_api) };
  };
}

/** Methods that a function called on both sides to build its queries. */
const buildersIn = (calls: readonly Pair[], dbApi: string | undefined): readonly string[] => [
  ...new Set(
    calls.flatMap(({ baseline, target }) =>
      baseline?.kind === 'query' && target && baseline.db_api === dbApi && isBuilder(baseline.construct)
        ? [baseline.construct]
        : [],
    ),
  ),
];

/** Whether two statements differ in more than their parameters. */
const isAskedOtherwise = ({ baseline, target }: Pair): boolean =>
  baseline?.kind === 'statement' && target?.kind === 'statement' && baseline.asked !== target.asked;

/** Clauses of a statement, and the methods that build them. */
const BUILDERS: readonly (readonly [RegExp, RegExp])[] = [
  [/^order_by$/, /^Query\.order_by$/],
  [/^(?:limit|offset)$/, /^Query\.(?:limit|offset|slice)$/],
  [/^(?:distinct|group_by|having)$/, /^Query\.(?:distinct|group_by|having)$/],
  [/^for_update$/, /^Query\.with_(?:for_update|lockmode)$/],
  [/^loader\./, /^Query\.options$/],
  [/^join\./, /^Query\.(?:join|outerjoin|options)$/],
  [/^union$/, /^Query\.union(?:_all)?$/],
  [/^op\./, /^Query\.(?:filter|filter_by|where)$/],
];

/**
 * The builders of the clauses that the target's statement lacks. Without any criterion, the method that ran the query
 * more likely ran another one.
 */
function withBuilders(running: string, pair: Pair, builders: readonly string[]): BlamedMethod {
  const { baseline, target } = pair;
  if (baseline?.kind !== 'statement' || target?.kind !== 'statement') return { method: running, builders };
  const lost = baseline.constructs.filter((each) => !target.constructs.includes(each));
  const number = (given: typeof baseline.given) => Object.keys(given?.[0] ?? {}).length;
  const isCriterionLost = lost.length === 0 && number(target.given) < number(baseline.given);
  const hasCriterion = number(target.given) > 0 || / WHERE /.test(target.sql ?? '');
  const clauses = isCriterionLost ? ['op.eq'] : lost;
  const [first, ...others] = builders.filter((method) =>
    BUILDERS.some(([clause, builder]) => builder.test(method) && clauses.some((each) => clause.test(each))),
  );
  if (first === undefined || (number(baseline.given) > 0 && !hasCriterion))
    return { method: running, builders };
  return { method: first, builders: others };
}

/**
 * The method whose rows are read after it returned, so that the probe does not see what the function was given: the
 * function got the right rows from the database, but asks or returns something else.
 */
function readLater(pair: Pair, calls: readonly Pair[]): string | undefined {
  const { baseline, target } = pair;
  if (!baseline || !target) return undefined;
  const isUsed =
    baseline.kind === 'call' ||
    (baseline.kind === 'statement' && target.kind === 'statement' && baseline.asked === target.asked);
  if (!isUsed) return undefined;
  const dbApi = baseline.db_api ?? (baseline.kind === 'call' ? baseline.function : undefined);
  const found = calls.findLast(
    (call) =>
      call.baseline?.kind === 'query' &&
      call.target &&
      call.baseline.db_api === dbApi &&
      isReadLater(call.baseline.construct) &&
      (baseline.kind === 'call' || call.baseline.time < baseline.time),
  )?.baseline;
  return found?.kind === 'query' ? found.construct : undefined;
}

/**
 * The methods, latest first, in one function or in any, after which only one side calls another one, although the database
 * returned the same rows to both.
 */
function returnedBefore(
  { baseline, target }: Pair,
  calls: readonly Pair[],
  dbApi: string | undefined,
): PerSide<Query>[] {
  const event = baseline ?? target;
  if ((baseline && target) || !event) return [];
  return calls.toReversed().flatMap((call) => {
    const [one, other] = [call.baseline, call.target];
    if (one?.kind !== 'query' || other?.kind !== 'query') return [];
    const isHere = dbApi === undefined || one.db_api === dbApi;
    const isBefore = (baseline ? one : other).time < event.time;
    return isHere && isBefore && returnsRows(one.construct) ? [{ baseline: one, target: other }] : [];
  });
}
