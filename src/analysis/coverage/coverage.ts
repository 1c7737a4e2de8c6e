import type {
  CoverageLevels,
  EndpointResult,
  Json,
  RequestBody,
  ScenarioResult,
  StepResult,
} from '../../model.ts';

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
  const body = shapeOf(exchange.requestBody);
  return [
    String(exchange.response.status),
    exchange.actor,
    ...(version ? [`@${version}`] : []),
    ...(parameters ? [`?${parameters}`] : []),
    ...(body ? [`{${body}}`] : []),
  ].join(' ');
}

/** What a request's body is about: the members of an object and of those in it, the operations of a JSON patch. */
function shapeOf(body: RequestBody | undefined): string {
  if (body === undefined) return '';
  if (!('json' in body)) return 'data';
  const names = (value: Json, depth: number): string[] => {
    if (Array.isArray(value)) return value.flatMap((item) => operation(item) ?? names(item, depth));
    if (value === null || typeof value !== 'object' || depth === 0) return [];
    return Object.entries(value).flatMap(([key, member]) => [
      key,
      ...names(member, depth - 1).map((name) => `${key}.${name}`),
    ]);
  };
  return [...new Set(names(body.json, 2))].sort().join(',') || kindOf(body.json);
}

/** Of a body without members: their values differ from run to run. */
function kindOf(json: Json): string {
  if (Array.isArray(json)) return `[${[...new Set(json.map(kindOf))].join(',')}]`;
  if (json === null) return 'null';
  return typeof json === 'object' ? '{}' : typeof json;
}

function operation(item: Json): string | undefined {
  const { op, path } = (item ?? {}) as { readonly op?: Json; readonly path?: Json };
  return typeof op === 'string' && typeof path === 'string' ? `${op} ${path}` : undefined;
}

/** Facets that an earlier run covered and this one does not, `GET /v2/images 200 member ?limit`. */
export function lostFacets(earlier: readonly EndpointResult[], now: readonly EndpointResult[]): string[] {
  const names = (endpoints: readonly EndpointResult[]) =>
    endpoints.flatMap(({ endpoint, facets }) => facets.map((facet) => `${endpoint} ${facet}`));
  const covered = new Set(names(now));
  return names(earlier).filter((name) => !covered.has(name));
}

/** Scenarios that an earlier run had and this one has not. */
export function lostScenarios(
  earlier: readonly Pick<ScenarioResult, 'id'>[],
  now: readonly Pick<ScenarioResult, 'id'>[],
): string[] {
  const left = new Set(now.map(({ id }) => id));
  return earlier.filter(({ id }) => !left.has(id)).map(({ id }) => `scenario ${id}`);
}
