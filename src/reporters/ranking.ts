import type { EndpointResult, MissingQuery, RunFile } from '../model.ts';

/** A missing query with what implementing it would gain. */
export interface RankedQuery {
  readonly query: MissingQuery;
  readonly endpoints: readonly EndpointResult[];
  /** Of the endpoints, those that lack nothing else. */
  readonly alone: number;
}

/** The missing queries, first the one that most endpoints wait for. */
export function rankedQueries({ missing, endpoints }: RunFile): RankedQuery[] {
  return missing
    .map((query) => {
      const waiting = endpoints.filter((endpoint) => endpoint.missing.includes(query.id));
      return {
        query,
        endpoints: waiting,
        alone: waiting.filter((endpoint) => endpoint.missing.length === 1).length,
      };
    })
    .sort(
      (a, b) =>
        b.endpoints.length - a.endpoints.length ||
        b.alone - a.alone ||
        Number(b.query.reached) - Number(a.query.reached),
    );
}
