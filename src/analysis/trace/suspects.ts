import type { Survey, SurveyedConstruct, TraceEvent } from '../../model.ts';
import { UNKNOWN } from '../../model.ts';
import { type Divergence, eventOf } from './align.ts';
import { constructsOf } from './requirements.ts';

export type Wanting = Extract<SurveyedConstruct, { readonly verdict: 'refused' | 'wrong' }>;

export const isWanting = (asked: SurveyedConstruct | undefined): asked is Wanting =>
  asked?.verdict === 'refused' || asked?.verdict === 'wrong';

/** What can change the order of rows and nothing else. */
const ORDERING = 'order_by';
const VERBS: ReadonlySet<string> = new Set(['insert', 'update', 'delete']);

/**
 * The constructs that explain a divergence: those of the query that the survey found wanting, else the one that this kind of
 * divergence speaks of, else `unknown`. A divergence always has one.
 */
export function suspects(divergence: Divergence, survey?: Survey): readonly string[] {
  if (divergence.method !== undefined) return [divergence.method];
  const event = eventOf(divergence);
  const needed = constructsOf(event);
  if (event.kind === 'query' || event.kind === 'transaction' || event.kind === 'call') {
    return event.kind === 'query'
      ? needed
      : [event.kind === 'transaction' && event.ended.includes('savepoint') ? 'savepoint' : UNKNOWN];
  }
  const able = needed.filter((construct) => (construct === ORDERING) === (divergence.kind === 'order'));
  const wanting = able.filter((construct) => isWanting(survey?.constructs[construct]));
  if (wanting.length > 0) return wanting;
  const [found] = likely(divergence, able);
  return [found ?? UNKNOWN];
}

function likely(divergence: Divergence, able: readonly string[]): readonly string[] {
  const { baseline, target, kind } = divergence;
  if (kind === 'order') return able;
  if (kind === 'asked') return lackingOf(divergence);
  const verbs = able.filter((construct) => VERBS.has(construct));
  if (verbs.length > 0) return verbs;
  const rows = (event: TraceEvent | undefined) => (event?.kind === 'statement' ? (event.rows ?? 0) : 0);
  if (kind !== 'rows') return [];
  if (rows(target) > rows(baseline) && able.includes('limit')) return ['limit'];
  return rows(target) < rows(baseline) ? able.filter((construct) => construct === 'join.outer') : [];
}

/** What the baseline's statement has and the target's lacks. */
function lackingOf({ baseline, target }: Divergence): readonly string[] {
  if (!baseline || !target) return [];
  const has = constructsOf(target);
  return constructsOf(baseline).filter((construct) => !has.includes(construct));
}
