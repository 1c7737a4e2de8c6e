import type { Inventory, InventoryEndpoint, Method, RequestBody } from '../model.ts';

/** `GET /v2/images/{image_id}`, `POST /servers/{id}/action#reboot`. */
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
 * The endpoint of the inventory that a request belongs to: literal segments before parameters. A segment that holds a
 * variable (`${id}`) stands for a parameter. Where a path serves actions, the body's key decides. Undefined when there
 * is none.
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

/** The actions that a path serves, when it does. */
export const actionsAt = (inventory: Inventory, method: Method, path: string): readonly string[] =>
  fitting(inventory, method, path).flatMap(({ action }) => action ?? []);

/** Endpoints of the one template that fits best. */
function fitting(inventory: Inventory, method: Method, path: string): readonly InventoryEndpoint[] {
  const segments = path.replace(/[?#].*$/, '').split('/');
  const fits = inventory.endpoints.filter(
    (endpoint) => endpoint.method === method && fitsTemplate(endpoint.path.split('/'), segments),
  );
  const fewest = Math.min(...fits.map((endpoint) => parameters(endpoint.path)));
  return fits.filter((endpoint) => parameters(endpoint.path) === fewest);
}

/** The single key of a JSON object. */
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
