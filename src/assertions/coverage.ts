import type { CoverageLevels, EndpointResult, StepResult } from '../model.ts';

/** How far the steps of one endpoint get it; each level includes the one before. */
export function levelsOf(steps: readonly StepResult[], identical: boolean): CoverageLevels {
  const called = steps.filter(({ exchanges }) => exchanges.baseline && exchanges.target);
  const answered = called.filter((step) => step.answered);
  // One answer is enough to be answered, one that breaks its schema enough not to be valid.
  const valid = answered.length > 0 && answered.every((step) => step.valid === true);
  return {
    called: called.length > 0,
    answered: answered.length > 0,
    valid,
    identical: valid && identical,
  };
}

/**
 * What of an endpoint a step tries: who asks, with which query parameters and microversion, which status comes. Scenarios differ in
 * these even where they call the same endpoints, so losing one shows.
 */
export function facetOf({ exchanges }: StepResult): string | undefined {
  const exchange = exchanges.baseline;
  if (!exchange) return undefined;
  const parameters = [...new Set(new URL(exchange.url).searchParams.keys())].sort().join(',');
  const version = exchange.requestHeaders['x-openstack-nova-api-version'];
  return `${exchange.response.status} ${exchange.actor}${version ? ` @${version}` : ''}${parameters ? ` ?${parameters}` : ''}`;
}

/** Facets that an earlier run covered and this one does not, `GET /v2/images 200 member ?limit`. */
export function lostFacets(earlier: readonly EndpointResult[], now: readonly EndpointResult[]): string[] {
  const names = (endpoints: readonly EndpointResult[]) =>
    endpoints.flatMap(({ endpoint, facets }) => facets.map((facet) => `${endpoint} ${facet}`));
  const covered = new Set(names(now));
  return names(earlier).filter((name) => !covered.has(name));
}
