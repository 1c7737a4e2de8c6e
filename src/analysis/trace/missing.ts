import type { Correspondence } from '../../assertions/compare/correspondence.ts';
import type { Frame, MissingQuery, Requirement, Survey, SurveyedConstruct, TraceEvent } from '../../model.ts';
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

/** What comes before the copies' folder in a path: a folder of the run, which says nothing. */
const COPIES = /\/\S*\/(?=discovery\/)/g;

/** What the target refused to run: seen as it happened, also when the service swallowed it. */
function refused({ target }: TracePair): MissingQuery[] {
  return target.flatMap((event) => {
    if (event.kind !== 'refusal' || !event.db_api || !event.at) return [];
    const { db_api: dbApi, construct, at, inner, detail, request, traceback } = event;
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
        evidence: detail.replace(COPIES, ''),
        place: at,
        requestId: request,
        traceback,
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
      const place = target?.at ?? pair.inCopy(at);
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
        ...(target ? { requestId: target.request } : {}),
      };
    });
  });
}

/** What can change the order of rows and nothing else. */
const ORDERING: ReadonlySet<string> = new Set(['order_by']);

/**
 * The constructs that can explain a divergence: those of the query that the survey found wanting. Without a survey,
 * the one that this kind of divergence speaks of.
 */
function suspects(divergence: Divergence, { survey }: TracePair): string[] {
  const { baseline, kind } = divergence;
  const needed = constructsOf(baseline);
  if (kind === 'value') return [...needed];
  const able = needed.filter((construct) => ORDERING.has(construct) === (kind === 'order'));
  return survey
    ? able.filter((construct) => isWanting(survey.constructs[construct]))
    : likely(divergence, able);
}

function likely({ baseline, target, kind }: Divergence, able: readonly string[]): string[] {
  if (kind === 'order') return [...able];
  const rows = (event: TraceEvent) => (event.kind === 'statement' ? (event.rows ?? 0) : 0);
  const grew = target !== undefined && rows(target) > rows(baseline);
  const [first, second] = [['limit'], able.filter((construct) => construct.startsWith('join.'))];
  if (grew && able.includes('limit')) return first;
  return second.length > 0
    ? second
    : able.filter((construct) => /^(select|insert|update|delete)$/.test(construct));
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
    const { id } = requirement;
    const place = inCopy(requirement.at);
    const evidence =
      asked.verdict === 'refused'
        ? 'refused when tried by itself'
        : `tried by itself it gives ${asked.actual} instead of ${asked.expected}`;
    const way = asked.verdict;
    return [{ ...requirement, id, way, reached: reached.has(id), evidence, ...(place ? { place } : {}) }];
  });
}

type Wanting = Extract<SurveyedConstruct, { readonly verdict: 'refused' | 'wrong' }>;

const isWanting = (asked: SurveyedConstruct | undefined): asked is Wanting =>
  asked?.verdict === 'refused' || asked?.verdict === 'wrong';
