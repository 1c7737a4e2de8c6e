import type { EndpointResult, Requirement, RunFile } from '../../model.ts';

/** Whether a ROME could serve an endpoint, told from what the baseline needs for it. */
export interface Prediction {
  readonly endpoint: EndpointResult;
  /** Requirements that the ROME has not; with none it could serve the endpoint. */
  readonly lacks: readonly Requirement[];
}

/** For every called endpoint of a run, what a ROME without these constructs lacks. @param withheld names of constructs */
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
