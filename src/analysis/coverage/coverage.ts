import type {
  CoverageLevels,
  EndpointResult,
  Json,
  RequestBody,
  ScenarioResult,
  StepResult,
} from '../../model.ts';

/** Coverage levels that an endpoint's steps reach. Each level includes the one before. */
export function levelsOf(steps: readonly StepResult[], identical: boolean): CoverageLevels {
  const called = steps.filter(({ exchanges }) => exchanges.baseline && exchanges.target);
  const answered = called.filter((step) => step.answered);
  // One answer makes the endpoint `answered`; one answer that breaks the schema makes it not `valid`.
  const valid = answered.length > 0 && answered.every((step) => step.valid === true);
  return {
    called: called.length > 0,
    answered: answered.length > 0,
    valid,
    identical: valid && identical,
  };
}

/**
 * What a step exercises on its endpoint: status, actor, microversion, query parameters and shape of the body. Scenarios
 * that call the same endpoints differ in these, so a lost facet shows a lost scenario.
 */
export function facetOf({ exchanges, atOnce }: StepResult): string | undefined {
  const exchange = exchanges.baseline;
  if (!exchange) return undefined;
  const parameters = exchange.url.includes('?')
    ? [...new Set(new URL(exchange.url).searchParams.keys())].sort().join(',')
    : '';
  const version = exchange.requestHeaders['x-openstack-nova-api-version'];
  const body = shapeOf(exchange.requestBody);
  return [
    // Which statuses requests at once get is a matter of chance.
    atOnce ? 'at once' : String(exchange.response.status),
    exchange.actor,
    ...(version ? [`@${version}`] : []),
    ...(parameters ? [`?${parameters}`] : []),
    ...(body ? [`{${body}}`] : []),
  ].join(' ');
}

/** The body's shape: member names two levels deep, and the operations of a JSON patch. */
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

/** For a body without members: its types, since values differ from run to run. */
function kindOf(json: Json): string {
  if (Array.isArray(json)) return `[${[...new Set(json.map(kindOf))].join(',')}]`;
  if (json === null) return 'null';
  return typeof json === 'object' ? '{}' : typeof json;
}

function operation(item: Json): string | undefined {
  const { op, path } = (item ?? {}) as { readonly op?: Json; readonly path?: Json };
  return typeof op === 'string' && typeof path === 'string' ? `${op} ${path}` : undefined;
}

/** Facets that an earlier run covered and this run does not, for example `GET /v2/images 200 member ?limit`. */
export function lostFacets(earlier: readonly EndpointResult[], now: readonly EndpointResult[]): string[] {
  const names = (endpoints: readonly EndpointResult[]) =>
    endpoints.flatMap(({ endpoint, facets }) => facets.map((facet) => `${endpoint} ${facet}`));
  const covered = new Set(names(now));
  return names(earlier).filter((name) => !covered.has(name));
}

/** Scenarios that called an endpoint in an earlier run and that this run does not include. */
export function lostScenarios(
  earlier: readonly Pick<EndpointResult, 'scenarios'>[],
  now: readonly Pick<ScenarioResult, 'id'>[],
): string[] {
  const left = new Set(now.map(({ id }) => id));
  const ran = new Set(earlier.flatMap(({ scenarios }) => scenarios));
  return [...ran]
    .sort()
    .filter((id) => !left.has(id))
    .map((id) => `scenario ${id}`);
}
