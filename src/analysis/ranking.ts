import type { MissingQuery, RunFile } from '../model.ts';
import { UNKNOWN } from '../model.ts';

/** A construct to implement, or to fix, in ROME, and what that would gain. */
export interface WorkItem {
  /** Or the function whose copy is edited. */
  readonly construct: string;
  /** Where it is missing: a query per DB-API function. */
  readonly queries: readonly MissingQuery[];
  /** Endpoints that become identical with it, once the items before it in the list are done. */
  readonly unblocks: readonly string[];
  /** All endpoints that it is missing from, or whose failures may follow from that. */
  readonly endpoints: readonly string[];
}

/** What one change would fix: a construct of ROME, or an edit of the copy. What cannot be told is a cause for each function. */
const causeOf = ({ way, construct, dbApi }: MissingQuery): string =>
  way === 'copy' ? `the copy's ${dbApi}` : construct === UNKNOWN ? `${UNKNOWN} in ${dbApi}` : construct;

/** Whether a request showed it, rather than only the survey. */
const isSeen = ({ queries }: WorkItem): boolean => queries.some(({ surveyed }) => !surveyed);

/** The constructs that a run found missing, each time the one that makes most endpoints identical; then by how many wait for it. */
export function worklist({ missing, endpoints }: Pick<RunFile, 'missing' | 'endpoints'>): WorkItem[] {
  const constructs = new Map<string, MissingQuery[]>();
  for (const query of missing)
    constructs.set(causeOf(query), [...(constructs.get(causeOf(query)) ?? []), query]);
  const constructOf = new Map(missing.map((query) => [query.id, causeOf(query)]));
  const waiting = endpoints.map(({ endpoint, missing: own, follows = [] }) => ({
    endpoint,
    lacks: new Set([...own, ...follows].flatMap((id) => constructOf.get(id) ?? [])),
  }));
  const list: WorkItem[] = [];
  const open = new Set(constructs.keys());
  while (open.size > 0) {
    const candidates = [...open].map((construct): WorkItem => {
      const lacking = waiting.filter(({ lacks }) => lacks.has(construct));
      const alone = lacking.filter(({ lacks }) =>
        [...lacks].every((each) => each === construct || !open.has(each)),
      );
      return {
        construct,
        queries: constructs.get(construct) ?? [],
        unblocks: alone.map(({ endpoint }) => endpoint),
        endpoints: lacking.map(({ endpoint }) => endpoint),
      };
    });
    candidates.sort(
      (a, b) =>
        Number(isSeen(b)) - Number(isSeen(a)) ||
        b.unblocks.length - a.unblocks.length ||
        b.endpoints.length - a.endpoints.length ||
        a.construct.localeCompare(b.construct),
    );
    const [next] = candidates;
    if (!next) break;
    list.push(next);
    open.delete(next.construct);
  }
  return list;
}
