import type { Cell, TraceEvent } from '../../model.ts';
import { calledAlone } from './called-alone.ts';
import { type BlamedMethod, methodsOf } from './methods/blamed-method.ts';
import { RunningMethods } from './methods/running-methods.ts';
import { otherQuestion } from './other-question.ts';
import {
  eventOf,
  isFailedCommit,
  isStatement,
  isWrite,
  type Pair,
  pairs,
  type Statement,
  tableOf,
  verbOf,
} from './pairs.ts';
import { rematched } from './rematch.ts';
import { sameCell } from './rows/cells.ts';
import type { Counterparts } from './rows/counterparts.ts';
import { hasIds, type RowDifference, rowDifference } from './rows/row-difference.ts';

/** A point where the target's query stream differs from the baseline's. */
export interface Divergence extends Pair {
  readonly kind:
    | 'asked' // another statement, or other parameters
    | 'absent' // on the baseline alone
    | 'extra' // on the target alone
    | 'error'
    | 'rows'
    | 'order'
    | 'value';
  readonly evidence: string;
  /** True if both sides sent the same statement, so that the target's ROME answered differently. */
  readonly sameQuestion: boolean;
  /** Whether it concerns data of this scenario. False for rows of other scenarios. */
  readonly ours: boolean;
  /** Whether it is in a function that the service called on one side alone. So it follows from something else. */
  readonly isAbove?: boolean;
  /** The construct that the evidence points to. */
  readonly construct?: string;
  readonly isMisread?: RowDifference['isMisread'];
  /** The query method that both sides called and that ran different statements on the target. */
  readonly method?: string;
  /** Methods that both sides called to build that query. One of them may be wrong instead. */
  readonly builders?: readonly string[];
}

/**
 * Compares the query streams of one request. Divergences are in the order in which they happened.
 * @param isCopyEdited whether the copy may run other queries than the original does
 */
export function divergences(
  baseline: readonly TraceEvent[],
  target: readonly TraceEvent[],
  using: Counterparts,
  isCopyEdited = true,
): Divergence[] {
  const all = rematched(pairs(baseline, target), [
    (pair) => using.attempt(() => divergenceOf(pair, using), isUndefined) === undefined,
    ({ baseline: one, target: other }) =>
      isStatement(one) &&
      isStatement(other) &&
      using.attempt(() => otherQuestion(one, other, using), isUndefined) === undefined,
    ({ baseline: one, target: other }) => isStatement(one) && isStatement(other) && one.asked === other.asked,
  ]);
  const methods = new RunningMethods(baseline);
  const blamed = methodsOf({ baseline: methods, target: new RunningMethods(target) }, all, isCopyEdited);
  const alone = calledAlone(all);
  const writing = new Set([...baseline, ...target].filter(isWrite).map((event) => event.db_api));
  /** Whether the divergences so far in a function concern data of this scenario. */
  const before = new Map<string | undefined, boolean>();
  const each = all.map((pair) => ({ pair, found: divergenceOf(pair, using) }));
  const ofOthers = readingOfOthers(each.flatMap(({ found }) => found ?? []));
  return each.flatMap(({ pair, found }) => {
    if (!found) return [];
    const event = eventOf(pair);
    const { db_api: dbApi } = event;
    const caller = dbApi ?? (event.kind === 'call' ? event.function : undefined);
    const earlier = before.get(dbApi);
    if (isOneSided(pair) && caller !== undefined && alone.has(caller)) {
      const { method, ran }: Partial<BlamedMethod> =
        before.size === 0 ? (blamed(pair, true, true) ?? {}) : {};
      before.set(dbApi, earlier === true);
      // A write leaves another state, for whatever reason it is absent.
      const ours = isWrite(event) || (event.kind === 'transaction' && writing.has(dbApi));
      return { ...found, ...ran, ...(method && { method, sameQuestion: true }), ours, isAbove: true };
    }
    // The end of a transaction that only reads leaves no other state.
    if (event.kind === 'transaction' && !writing.has(dbApi)) return { ...found, ours: false };
    before.set(dbApi, found.ours || earlier === true);
    // The function passes on the other rows that it read, or reads more about them.
    const isMore = isOneSided(pair) && !isWrite(event) && ofOthers.has(dbApi);
    if (isMore || (earlier === false && isGivenOtherwise(found))) return { ...found, ours: false };
    if (!found.ours && isAskedOfOurs(pair.baseline, methods, using)) return { ...found, ours: true };
    const isCallValue = found.kind === 'value' && found.baseline?.kind === 'call';
    const {
      method,
      builders = [],
      ran,
    }: Partial<BlamedMethod> = (found.sameQuestion && !isCallValue) || found.construct
      ? {}
      : (blamed(pair, earlier === undefined) ?? {});
    if (!method) return found;
    return { ...found, ...ran, method, ...(builders.length > 0 && { builders }), sameQuestion: true };
  });
}

/** Functions that read other rows, all of other scenarios. A query for their related rows ends before that for the rows. */
function readingOfOthers(found: readonly Divergence[]): ReadonlySet<string | undefined> {
  const reads = found.filter(({ kind, baseline }) => /^(?:rows|value)$/.test(kind) && isStatement(baseline));
  const own = new Set(reads.filter(({ ours }) => ours).map((one) => eventOf(one).db_api));
  return new Set(reads.map((one) => eventOf(one).db_api).filter((name) => !own.has(name)));
}

/** Whether both sides run the same statement, which stores nothing, with other parameters. */
const isGivenOtherwise = ({ kind, construct, baseline, target }: Divergence): boolean =>
  kind === 'asked' &&
  !construct &&
  isStatement(baseline) &&
  isStatement(target) &&
  baseline.asked === target.asked;

const isOneSided = ({ baseline, target }: Pair): boolean => !baseline || !target;

const isUndefined = (value: unknown): boolean => value === undefined;

/**
 * Whether the parameters name an id of this scenario, such as its project or image, in a query for rows without ids, such
 * as a count.
 */
function isAskedOfOurs(event: TraceEvent | undefined, methods: RunningMethods, using: Counterparts): boolean {
  const statements = event?.kind === 'query' ? methods.statements(event) : event ? [event] : [];
  return statements.some(
    (each) =>
      each.kind === 'statement' &&
      !hasIds(each) &&
      (each.given ?? []).some((given) =>
        Object.values(given).some((value) => typeof value === 'string' && using.isShown(value)),
      ),
  );
}

function divergenceOf({ baseline, target }: Pair, using: Counterparts): Divergence | undefined {
  if (!baseline || !target) return oneSided({ baseline, target });
  const both = { baseline, target };
  const answered = (kind: Divergence['kind'], evidence: string, ours = true): Divergence => ({
    ...both,
    kind,
    evidence,
    ours,
    sameQuestion: true,
  });
  const failed = errorOf(target);
  const expected = errorOf(baseline);
  if (isStatement(baseline) && isStatement(target)) {
    const asked = otherQuestion(baseline, target, using);
    if (asked) {
      const ours = !isInBackground(baseline, using);
      return { ...both, ...asked, ours, kind: 'asked', sameQuestion: false };
    }
    if (failed !== expected)
      return answered(
        'error',
        failed ? `raised ${failed}${insteadOf(expected)}` : `raised nothing instead of ${expected}`,
      );
    const rows = failed ? undefined : rowDifference(baseline, target, using);
    return rows && { ...answered(rows.kind, rows.evidence, rows.ours), ...rows };
  }
  const name =
    baseline.kind === 'query' ? baseline.construct : 'function' in baseline ? baseline.function : '';
  if (failed !== expected) {
    const text = failed
      ? `${name} raised ${failed}${insteadOf(expected)}`
      : `${name} returned ${outcomeOf(target) ?? 'a value'} instead of raising ${expected}`;
    return answered('error', text);
  }
  const [left, right] = [outcomeOf(baseline), outcomeOf(target)];
  if (left === undefined || right === undefined || sameOutcome(left, right, using)) return undefined;
  return answered('value', `${name} returned ${right} instead of ${left}`, !isCount(left) || !isCount(right));
}

/** Whether a process updates a row outside an API request that is older than the scenario, such as that of a host. */
const isInBackground = ({ sql, controller }: Statement, using: Counterparts): boolean =>
  verbOf(sql) === 'UPDATE' && controller === undefined && !using.hasNewRows(tableOf(sql));

const insteadOf = (error: string | undefined): string => (error ? ` instead of ${error}` : '');

/** The type of an error, without its module and message. Each driver words its messages differently. */
const errorOf = (event: TraceEvent): string | undefined =>
  'error' in event ? event.error?.split(':', 1)[0]?.split('.').at(-1) : undefined;

const outcomeOf = (event: TraceEvent): string | undefined =>
  event.kind === 'query' ? event.value : event.kind === 'call' ? event.returned : undefined;

/** A number, or a number of rows as the probe writes it: `'33 of MetadefNamespace'`. */
const isCount = (value: string): boolean => /^'?\d+(?: of \w+)?'?$/.test(value);

const sameOutcome = (baseline: string, target: string, using: Counterparts): boolean => {
  const plain = (text: string): Cell => /^'(.*)'$/s.exec(text)?.[1] ?? text;
  return sameCell('', plain(baseline), plain(target), using);
};

/** The divergence of an event that only one side has. */
function oneSided(pair: Pair): Divergence | undefined {
  const event = eventOf(pair);
  const [kind, side, other] = pair.baseline
    ? (['absent', 'baseline', 'target'] as const)
    : (['extra', 'target', 'baseline'] as const);
  const on = `on the ${side}, not on the ${other}`;
  if (isFailedCommit(event))
    return {
      ...{ ...pair, kind: 'error', evidence: `the commit raised ${errorOf(event)} ${on}` },
      ...{ construct: 'commit', ours: true, sameQuestion: false },
    };
  return { ...pair, kind, evidence: `${doneBy(event)} ${on}`, ours: true, sameQuestion: false };
}

function doneBy(event: TraceEvent): string {
  switch (event.kind) {
    case 'statement':
      return `${isWrite(event) ? 'written' : 'asked'}: ${tableOf(event.sql)}`;
    case 'query':
      return `${event.construct} called`;
    case 'transaction':
      return `${event.ended.replace('_', ' ')}`;
    case 'call':
      return `${event.function} called`;
    default:
      return event.kind;
  }
}
