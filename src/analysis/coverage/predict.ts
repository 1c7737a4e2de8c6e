import type { EndpointResult, Requirement, RunFile } from '../../model.ts';

/** Predicts from the baseline's requirements whether a ROME could serve an endpoint. */
export interface Prediction {
  readonly endpoint: EndpointResult;
  /** Requirements that the ROME does not support. If empty, it can serve the endpoint. */
  readonly lacks: readonly Requirement[];
}

/**
 * For each endpoint that the run called, the requirements that need a withheld construct. @param withheld names of
 * constructs
 */
export function predict(
  { endpoints, requirements }: Pick<RunFile, 'endpoints' | 'requirements'>,
  withheld: ReadonlySet<string>,
): Prediction[] {
  const lacking = new Map(
    requirements.filter(({ construct }) => withheld.has(construct)).map((each) => [each.id, each]),
  );
  return endpoints
    .filter(({ called }) => called > 0)
    .map((endpoint) => ({ endpoint, lacks: endpoint.requirements.flatMap((id) => lacking.get(id) ?? []) }));
}
