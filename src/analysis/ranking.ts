import type { MissingQuery, RunFile } from '../model.ts';
import { byText, UNKNOWN } from '../model.ts';

/** One thing to implement or fix: a ROME construct or a function of the copy, with the endpoints that gain from it. */
export interface WorkItem {
  /** See {@link itemName}. */
  readonly name: string;
  /** Its missing queries, one per DB-API function: reached ones first, then by the number of endpoints they block. */
  readonly queries: readonly MissingQuery[];
  /** Endpoints that become identical with it, once the items before it in the list are done. */
  readonly unblocks: readonly string[];
  /** Every endpoint that misses it, or whose failures may follow from it. */
  readonly endpoints: readonly string[];
}

/**
 * The item that a query belongs to: a construct, such as `order_by`. If the construct is unknown, or the fault is an edit
 * of the copy, it is the DB-API function: `a query of image_get`, `the copy's image_get`.
 */
export const itemName = ({ way, construct, dbApi }: MissingQuery): string =>
  way === 'copy' ? `the copy's ${dbApi}` : construct === UNKNOWN ? `a query of ${dbApi}` : construct;

/** Whether a request failed on it. Otherwise only the survey found it. */
const isSeen = ({ queries }: WorkItem): boolean => queries.some(({ surveyed }) => !surveyed);

/** Whether its construct is known. A method is, even if one that built its query may be wrong instead; see spectrum.ts. */
const isSure = ({ queries }: WorkItem): boolean =>
  queries.some(
    ({ construct, way, candidates }) =>
      way === 'copy' || construct.startsWith('Query.') || (construct !== UNKNOWN && !candidates),
  );

/**
 * Ranks work items, for `fix` and every report: items that a request showed before those that only the survey found,
 * those with a known construct before guesses, then the item that fixes most endpoints, then the one that blocks most.
 */
export function worklist({ missing, endpoints }: Pick<RunFile, 'missing' | 'endpoints'>): WorkItem[] {
  const queries = new Map<string, MissingQuery[]>();
  for (const query of missing) queries.set(itemName(query), [...(queries.get(itemName(query)) ?? []), query]);
  const waitingFor = (id: string) => endpoints.filter((each) => each.missing.includes(id)).length;
  const nameById = new Map(missing.map((query) => [query.id, itemName(query)]));
  const waiting = endpoints.map(({ endpoint, missing: own, follows = [] }) => ({
    endpoint,
    lacks: new Set([...own, ...follows].flatMap((id) => nameById.get(id) ?? [])),
  }));
  const list: WorkItem[] = [];
  const open = new Set(queries.keys());
  while (open.size > 0) {
    const candidates = [...open].map((name): WorkItem => {
      const lacking = waiting.filter(({ lacks }) => lacks.has(name));
      const alone = lacking.filter(({ lacks }) =>
        [...lacks].every((each) => each === name || !open.has(each)),
      );
      const own = queries.get(name) ?? [];
      return {
        name,
        queries: [...own].sort(
          (a, b) => Number(b.reached) - Number(a.reached) || waitingFor(b.id) - waitingFor(a.id),
        ),
        unblocks: alone.map(({ endpoint }) => endpoint),
        endpoints: lacking.map(({ endpoint }) => endpoint),
      };
    });
    candidates.sort(
      (a, b) =>
        Number(isSeen(b)) - Number(isSeen(a)) ||
        Number(isSure(b)) - Number(isSure(a)) ||
        b.unblocks.length - a.unblocks.length ||
        b.endpoints.length - a.endpoints.length ||
        byText(a.name.toLowerCase(), b.name.toLowerCase()),
    );
    const [next] = candidates;
    if (!next) break;
    list.push(next);
    open.delete(next.name);
  }
  return list;
}

/** A missing query with its place in the ranking. */
export interface RankedQuery {
  readonly query: MissingQuery;
  readonly item: WorkItem;
  /** The rank of its item, from 1. */
  readonly rank: number;
}

/** All missing queries in the order of the ranking. */
export const rankedQueries = (run: Pick<RunFile, 'missing' | 'endpoints'>): RankedQuery[] =>
  worklist(run).flatMap((item, index) => item.queries.map((query) => ({ query, item, rank: index + 1 })));
