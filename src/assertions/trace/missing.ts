import type { Frame, MissingQuery, Requirement, Survey, SurveyedConstruct, TraceEvent } from '../../model.ts';
import type { Correspondence } from '../compare/correspondence.ts';
import { type Divergence, divergences } from './align.ts';
import { constructsOf, requirementId } from './requirements.ts';

export interface TracePair {
  readonly baseline: readonly TraceEvent[];
  readonly target: readonly TraceEvent[];
  readonly requirements: readonly Requirement[];
  /** Whether the responses differ: else other row counts are other projects' rows. */
  readonly differs: boolean;
  readonly correspondence: Correspondence;
  /** Every construct of the target's ROME tried by itself; absent where it cannot be asked. */
  readonly survey?: Survey;
  /** A frame of the baseline's DB API module at its place in the discovery copy. */
  readonly inCopy: (frame: Frame) => Frame | undefined;
}

/** The ROME queries that are missing or wrong for one request, each once. */
export function missingQueries(pair: TracePair): MissingQuery[] {
  const found = [...refused(pair), ...diverging(pair), ...surveyed(pair)];
  const unique = new Map<string, MissingQuery>();
  for (const query of found) if (!unique.has(query.id)) unique.set(query.id, query);
  return [...unique.values()];
}

/** What the target refused to run: seen as it happened, also when the service swallowed it. */
function refused({ target }: TracePair): MissingQuery[] {
  return target.flatMap((event) => {
    if (event.kind !== 'refusal' || !event.db_api || !event.at) return [];
    const { db_api: dbApi, construct, at, inner, detail, request } = event;
    const id = requirementId({ dbApi, construct });
    return [
      {
        id,
        dbApi,
        construct,
        at,
        ...(inner ? { inner } : {}),
        way: 'refused',
        reached: true,
        evidence: detail,
        place: at,
        requestId: request,
      },
    ];
  });
}

/** What the target ran with another result than the baseline. */
function diverging(pair: TracePair): MissingQuery[] {
  const found = divergences(pair.baseline, pair.target, pair.correspondence);
  const telling = found.filter(({ kind }) => pair.differs || kind === 'value');
  return telling.flatMap((divergence) => {
    const { baseline, target, evidence } = divergence;
    const { db_api: dbApi, at } = baseline;
    if (!dbApi || !at) return [];
    return suspects(divergence, pair).map((construct): MissingQuery => {
      const place = target.at;
      return {
        id: requirementId({ dbApi, construct }),
        dbApi,
        construct,
        at,
        ...(baseline.inner ? { inner: baseline.inner } : {}),
        way: 'wrong',
        reached: true,
        evidence,
        ...(place ? { place } : {}),
        ...(baseline.kind === 'statement' && baseline.sql ? { statement: baseline.sql } : {}),
        requestId: target.request,
      };
    });
  });
}

/**
 * The constructs that can explain a divergence: those of the query that the survey found wanting. Without a survey,
 * the one that this kind of divergence speaks of.
 */
function suspects({ baseline, target, kind }: Divergence, { survey }: TracePair): string[] {
  const needed = constructsOf(baseline);
  if (kind === 'value') return [...needed];
  if (survey) return needed.filter((construct) => isWanting(survey.constructs[construct]));
  if (kind === 'order') return needed.filter((construct) => construct === 'order_by');
  const grew =
    target.kind === 'statement' && baseline.kind === 'statement' && (target.rows ?? 0) > (baseline.rows ?? 0);
  const likely =
    grew && needed.includes('limit') ? ['limit'] : needed.filter((each) => each.startsWith('join.'));
  return likely.length > 0 ? likely : needed.filter((each) => /^(select|insert|update|delete)$/.test(each));
}

/** Requirements whose construct the survey found wanting, though nothing showed yet or a refusal hid them. */
function surveyed({ requirements, target, survey, inCopy }: TracePair): MissingQuery[] {
  if (!survey) return [];
  const reached = new Set(
    target.flatMap((event) => constructsOf(event).map((construct) => `${event.db_api} ${construct}`)),
  );
  return requirements.flatMap((requirement): MissingQuery[] => {
    const asked = survey.constructs[requirement.construct];
    if (!isWanting(asked)) return [];
    const id = requirementId(requirement);
    const place = inCopy(requirement.at);
    const evidence =
      asked.verdict === 'refused'
        ? asked.detail
        : `by itself it gives ${asked.actual} instead of ${asked.expected}`;
    const way = asked.verdict;
    return [{ ...requirement, id, way, reached: reached.has(id), evidence, ...(place ? { place } : {}) }];
  });
}

type Wanting = Extract<SurveyedConstruct, { readonly verdict: 'refused' | 'wrong' }>;

const isWanting = (asked: SurveyedConstruct | undefined): asked is Wanting =>
  asked?.verdict === 'refused' || asked?.verdict === 'wrong';
