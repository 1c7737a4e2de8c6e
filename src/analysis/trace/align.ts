import type { Correspondence } from '../../assertions/compare/correspondence.ts';
import type { TraceEvent } from '../../model.ts';

/** A query of the baseline that the target answered otherwise. */
export interface Divergence {
  readonly baseline: TraceEvent;
  /** Absent where the target never came to it. */
  readonly target?: TraceEvent;
  readonly kind: 'rows' | 'order' | 'value';
  readonly evidence: string;
}

/**
 * Where the target's query stream leaves the baseline's, for one request. The n-th query of a DB-API function and kind
 * is held against the n-th of the same on the other side.
 */
export function divergences(
  baseline: readonly TraceEvent[],
  target: readonly TraceEvent[],
  correspondence: Correspondence,
): Divergence[] {
  const partners = grouped(target);
  const refusing = new Set(target.filter(({ kind }) => kind === 'refusal').map((event) => event.db_api));
  // What a refusal or an error kept a function from writing is their consequence.
  const broken = new Set(target.filter(isBroken).map((event) => event.db_api));
  const whole = new Set(target.map((event) => event.db_api).filter((name) => !broken.has(name)));
  return [...grouped(baseline)].flatMap(([key, events]) =>
    events.flatMap((event, index) => {
      const partner = partners.get(key)?.[index];
      // A method that raises where its function was refused something raises that refusal.
      if (partner && 'error' in partner && refusing.has(event.db_api)) return [];
      const found = partner
        ? compareEvents(event, partner, correspondence)
        : whole.has(event.db_api) && missingWrite(event);
      return found ? [found] : [];
    }),
  );
}

const isBroken = (event: TraceEvent): boolean =>
  event.kind === 'refusal' || ('error' in event && event.error !== undefined);

/** A write that a function of the target leaves out, though it was called. */
function missingWrite(event: TraceEvent): Divergence | undefined {
  if (event.kind !== 'statement' || !/^\s*(INSERT|UPDATE|DELETE)\b/i.test(event.sql ?? '')) return undefined;
  return { baseline: event, kind: 'rows', evidence: 'never written on the target' };
}

function grouped(events: readonly TraceEvent[]): Map<string, TraceEvent[]> {
  const groups = new Map<string, TraceEvent[]>();
  for (const event of events) {
    const key = `${event.db_api} ${signature(event)}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return groups;
}

/** What a query is about, whatever the target left out of it: its verb and its first table, or the method called. */
function signature(event: TraceEvent): string {
  if (event.kind === 'query') return event.construct;
  if (event.kind !== 'statement') return event.kind;
  const sql = event.sql ?? '';
  const [verb] = sql.trimStart().split(/\s/, 1);
  return `${verb} ${/\b(?:FROM|INTO|UPDATE)\s+"?(\w+)/i.exec(sql)?.[1] ?? ''}`;
}

function compareEvents(
  baseline: TraceEvent,
  target: TraceEvent,
  correspondence: Correspondence,
): Divergence | undefined {
  if (baseline.kind === 'query' && target.kind === 'query') {
    // How many rows an update meets can depend on others; whether it tells their number cannot.
    if (isCount(baseline.value) === isCount(target.value)) return undefined;
    const came = target.error ? `raised ${target.error}` : `returned ${target.value ?? 'nothing'}`;
    const evidence = `${baseline.construct} ${came} instead of ${baseline.value ?? 'nothing'}`;
    return { baseline, target, kind: 'value', evidence };
  }
  if (baseline.kind !== 'statement' || target.kind !== 'statement') return undefined;
  const expected = (baseline.keys ?? []).map((key) => correspondence.target(String(key)) ?? String(key));
  const actual = (target.keys ?? []).map(String);
  if (baseline.rows !== target.rows) {
    return {
      baseline,
      target,
      kind: 'rows',
      evidence: `${target.rows ?? 'no'} rows instead of ${baseline.rows ?? 'no'}${otherRows(expected, actual)}`,
    };
  }
  const sameOrder = expected.every((key, index) => key === actual[index]);
  if (sameOrder || !isPermutation(expected, actual)) return undefined;
  return { baseline, target, kind: 'order', evidence: `the same ${actual.length} rows in another order` };
}

const MOST_ROWS = 3;

/** Which rows are too few or too many, as far as their keys are known. */
function otherRows(expected: readonly string[], actual: readonly string[]): string {
  const tell = (word: string, keys: readonly string[], without: readonly string[]): string => {
    const rest = [...new Set(keys)].filter((key) => !without.includes(key));
    const more = rest.length > MOST_ROWS ? ' …' : '';
    return rest.length > 0 ? `, ${word} ${rest.slice(0, MOST_ROWS).join(', ')}${more}` : '';
  };
  return tell('without', expected, actual) + tell('with', actual, expected);
}

const isCount = (value: string | undefined): boolean => value !== undefined && /^\d+$/.test(value);

const isPermutation = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && [...a].sort().every((item, index) => item === [...b].sort()[index]);
