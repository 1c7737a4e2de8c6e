import type { Inventory, InventoryEndpoint, Method, RequestBody } from '../model.ts';

/** Name of an endpoint: `GET /v2/images/{image_id}`, `POST /servers/{id}/action#reboot`. */
export const endpointName = ({
  method,
  path,
  action,
}: {
  readonly method: Method;
  readonly path: string;
  readonly action?: string;
}): string => `${method} ${path}${action === undefined ? '' : `#${action}`}`;

/**
 * Finds the endpoint of the inventory for a request. Literal segments win over parameters. A segment with a variable
 * (`${id}`) matches a parameter. If the path has actions, the key of the body decides. Undefined if no endpoint
 * matches.
 */
export function matchEndpoint(
  inventory: Inventory,
  method: Method,
  path: string,
  body?: RequestBody,
): InventoryEndpoint | undefined {
  const fits = fitting(inventory, method, path);
  const action = actionOf(body);
  return fits.find((endpoint) => endpoint.action === action) ?? fits.find((endpoint) => !endpoint.action);
}

/** The actions of a path; empty if it has none. */
export const actionsAt = (inventory: Inventory, method: Method, path: string): readonly string[] =>
  fitting(inventory, method, path).flatMap(({ action }) => action ?? []);

/** Endpoints of the template that fits with the fewest parameters. */
function fitting(inventory: Inventory, method: Method, path: string): readonly InventoryEndpoint[] {
  const segments = path.replace(/[?#].*$/, '').split('/');
  const fits = inventory.endpoints.filter(
    (endpoint) => endpoint.method === method && fitsTemplate(segmentsOf(endpoint), segments),
  );
  const fewest = Math.min(...fits.map((endpoint) => parameters(endpoint.path)));
  return fits.filter((endpoint) => parameters(endpoint.path) === fewest);
}

const templates = new WeakMap<InventoryEndpoint, readonly string[]>();

/** The segments of an endpoint's path. Remembered, because every request is compared with all endpoints. */
function segmentsOf(endpoint: InventoryEndpoint): readonly string[] {
  const known = templates.get(endpoint);
  if (known) return known;
  const segments = endpoint.path.split('/');
  templates.set(endpoint, segments);
  return segments;
}

/** The only key of a JSON object. */
function actionOf(body: RequestBody | undefined): string | undefined {
  const value = body && ('json' in body ? body.json : 'text' in body ? parsed(body.text) : undefined);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [key, second] = Object.keys(value);
  return second === undefined ? key : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const parameters = (path: string): number => path.split('{').length;

const fitsTemplate = (template: readonly string[], segments: readonly string[]): boolean =>
  template.length === segments.length &&
  template.every((part, index) => {
    const segment = segments[index] ?? '';
    return part.startsWith('{') ? segment !== '' : part === segment;
  });
