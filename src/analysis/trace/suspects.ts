import type { Survey, SurveyedConstruct, TraceEvent } from '../../model.ts';
import { UNKNOWN } from '../../model.ts';
import type { Divergence } from './align.ts';
import { eventOf, type Statement } from './pairs.ts';
import { constructsOf } from './requirements.ts';

export type Failing = Extract<SurveyedConstruct, { readonly verdict: 'refused' | 'wrong' }>;

export const hasFailed = (asked: SurveyedConstruct | undefined): asked is Failing =>
  asked?.verdict === 'refused' || asked?.verdict === 'wrong';

/** Constructs that change only the order of rows, unless there is a limit. */
const ORDERING: ReadonlySet<string> = new Set(['order_by', 'op.asc', 'op.desc']);
const ORDER_BY = 'order_by';
const OUTER = 'join.outer';
const VERBS: ReadonlySet<string> = new Set(['insert', 'update', 'delete']);

/** Constructs that may explain a divergence: at least one, which may be `unknown`. */
export interface Suspects {
  readonly constructs: readonly string[];
  /** All possible causes, if `constructs` is a guess. Statistics over the other requests decide between them. */
  readonly candidates?: readonly string[];
}

/**
 * The query's constructs that failed in the survey, else the construct that this kind of divergence points to, else
 * `unknown`.
 */
export function suspects(divergence: Divergence, survey?: Survey): Suspects {
  const shown = divergence.method ?? divergence.construct;
  if (shown !== undefined)
    return {
      constructs: [shown],
      ...(divergence.builders && { candidates: [shown, ...divergence.builders] }),
    };
  const event = eventOf(divergence);
  const needed = constructsOf(event);
  if (event.kind === 'query' || event.kind === 'transaction' || event.kind === 'call') {
    if (event.kind === 'query') return { constructs: needed };
    const isSavepoint = event.kind === 'transaction' && event.ended.includes('savepoint');
    return { constructs: [isSavepoint ? 'savepoint' : UNKNOWN] };
  }
  const otherPage = choosesOtherRows(divergence, needed);
  const able = needed.filter(
    (construct) => otherPage || ORDERING.has(construct) === (divergence.kind === 'order'),
  );
  const failing = able.filter((construct) => hasFailed(survey?.constructs[construct]));
  if (failing.length > 0) return { constructs: failing };
  const [found] = certain(divergence, able);
  if (found !== undefined) return { constructs: [found] };
  const candidates = divergence.sameQuestion ? explaining(divergence, able) : [];
  const guess = otherPage ? ORDER_BY : fewerRows(divergence) && able.includes(OUTER) ? OUTER : UNKNOWN;
  return { constructs: [guess], ...(candidates.length > 0 ? { candidates } : {}) };
}

function certain(divergence: Divergence, able: readonly string[]): readonly string[] {
  const { kind } = divergence;
  if (kind === 'order') return [ORDER_BY];
  if (kind === 'asked') return lackingOf(divergence);
  const verbs = able.filter((construct) => VERBS.has(construct));
  if (verbs.length > 0) return verbs;
  // Related rows that were not loaded.
  if (kind === 'absent') return able.filter((construct) => construct === 'select');
  // Nothing computes the value, so reading it is wrong.
  if (divergence.isMisread === true && !able.some((construct) => COMPUTES.test(construct)))
    return able.filter((construct) => construct === 'select');
  return kind === 'rows' && rowsOf(divergence.target) > rowsOf(divergence.baseline)
    ? tooMany(divergence, able)
    : [];
}

const fewerRows = ({ kind, baseline, target }: Divergence): boolean =>
  kind === 'rows' && rowsOf(target) < rowsOf(baseline);

/** Whether a limit returned as many rows but different ones. Then their order is wrong. */
const choosesOtherRows = ({ kind, baseline, target, sameQuestion }: Divergence, needed: readonly string[]) =>
  sameQuestion &&
  kind === 'rows' &&
  rowsOf(target) === rowsOf(baseline) &&
  needed.includes('limit') &&
  needed.includes(ORDER_BY);

const rowsOf = (event: TraceEvent | undefined): number =>
  event?.kind === 'statement' ? (event.rows ?? 0) : 0;

const COMPUTES = /^(?:func\.|case$|cast$|op\.(?:add|sub|mul|mod|concat)$)/;

/** Constructs that make a value. The others choose rows. */
const MAKES_VALUES = /^(?:select$|subquery$|loader\.)/;

function explaining({ kind, isMisread }: Divergence, able: readonly string[]): readonly string[] {
  if (isMisread === 'perhaps') return able;
  if (kind === 'value')
    return able.filter((construct) => MAKES_VALUES.test(construct) || COMPUTES.test(construct));
  const choosing = able.filter((construct) => construct !== 'select');
  return choosing.length > 0 ? choosing : able;
}

const BOUNDS: ReadonlySet<string> = new Set(['op.lt', 'op.gt', 'op.le', 'op.ge']);

/** Constructs that let extra rows through: a limit that the rows exceed, or a bound that one of them equals. */
function tooMany({ baseline, target }: Divergence, able: readonly string[]): readonly string[] {
  if (baseline?.kind !== 'statement' || target?.kind !== 'statement') return [];
  const given = Object.entries(target.given?.[0] ?? {});
  if (able.includes('limit') && exceeds(baseline, target, given)) return ['limit'];
  const known = new Set((baseline.values ?? []).flat());
  const onBound = (target.values ?? []).some((row) =>
    row.some(
      (cell, at) =>
        cell !== null &&
        !known.has(cell) &&
        given.some(
          ([name, value]) => value === cell && target.columns?.[at]?.endsWith(name.replace(/_\d+$/, '')),
        ),
    ),
  );
  return onBound ? able.filter((construct) => BOUNDS.has(construct)) : [];
}

/** Whether the baseline's rows respect the limit and the target's do not. True if the limit is unknown. */
function exceeds(
  baseline: Statement,
  target: Statement,
  given: readonly (readonly [string, unknown])[],
): boolean {
  // LIMIT and OFFSET are compiled last, so they are the last parameters without a column name.
  const nameless = given
    .flatMap(([name, value]) => [[Number(/^param_(\d+)$/.exec(name)?.[1]), value] as const])
    .filter(([number]) => !Number.isNaN(number))
    .sort(([a], [b]) => a - b);
  const limit = nameless.at(target.constructs.includes('offset') ? -2 : -1)?.[1];
  // Eager joins repeat rows that the limit counts once.
  const number = ({ keys, rows = 0 }: Statement) => (keys ? new Set(keys).size : rows);
  return typeof limit !== 'number' || (number(baseline) <= limit && limit < number(target));
}

/** Constructs in the baseline's statement that the target's does not have. */
function lackingOf({ baseline, target }: Divergence): readonly string[] {
  if (!baseline || !target) return [];
  const has = constructsOf(target);
  return constructsOf(baseline).filter((construct) => !has.includes(construct));
}
