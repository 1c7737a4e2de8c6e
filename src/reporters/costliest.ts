import type { Cost, EndpointResult, RunFile } from '../model.ts';

export type CostlyEndpoint = EndpointResult & { readonly cost: Cost };

const MOST = 10;

/**
 * The endpoints that take longest on ROME by what they take on SQL, the worst first. Left out are refusals, which are
 * quick, and what never asks the store: ROME has no part in it.
 */
export const costliest = ({ endpoints }: RunFile): CostlyEndpoint[] =>
  endpoints
    .filter(
      (endpoint): endpoint is CostlyEndpoint =>
        endpoint.cost !== undefined && endpoint.verdict !== 'refused' && endpoint.cost.roundTrips?.most !== 0,
    )
    .sort((a, b) => (b.cost.ratio.median ?? 0) - (a.cost.ratio.median ?? 0))
    .slice(0, MOST);
