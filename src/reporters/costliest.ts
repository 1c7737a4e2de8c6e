import type { Cost, EndpointResult, RunFile } from '../model.ts';

export type CostlyEndpoint = EndpointResult & { readonly cost: Cost };

const MOST = 10;

/**
 * Endpoints with the highest time on ROME relative to SQL, worst first. Omits refusals, which are fast, and endpoints
 * that never query the database.
 */
export const costliest = ({ endpoints }: RunFile): CostlyEndpoint[] =>
  endpoints
    .filter(
      (endpoint): endpoint is CostlyEndpoint =>
        endpoint.cost !== undefined && endpoint.verdict !== 'refused' && endpoint.cost.roundTrips?.most !== 0,
    )
    .sort((a, b) => (b.cost.ratio.median ?? 0) - (a.cost.ratio.median ?? 0))
    .slice(0, MOST);
