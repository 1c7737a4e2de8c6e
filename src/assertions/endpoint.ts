import type { Inventory, InventoryEndpoint, Method } from '../model.ts';

/** `GET /v2/images/{image_id}`. */
export const endpointName = (endpoint: { readonly method: Method; readonly path: string }): string =>
  `${endpoint.method} ${endpoint.path}`;

/**
 * The endpoint of the inventory that a path belongs to: literal segments before parameters. A segment that holds a
 * variable (`${id}`) stands for a parameter. Undefined when there is none.
 */
export function matchEndpoint(
  inventory: Inventory,
  method: Method,
  path: string,
): InventoryEndpoint | undefined {
  const segments = path.replace(/[?#].*$/, '').split('/');
  const fits = inventory.endpoints.filter(
    (endpoint) => endpoint.method === method && fitsTemplate(endpoint.path.split('/'), segments),
  );
  return fits.sort((a, b) => parameters(a.path) - parameters(b.path))[0];
}

const parameters = (path: string): number => path.split('{').length;

const fitsTemplate = (template: readonly string[], segments: readonly string[]): boolean =>
  template.length === segments.length &&
  template.every((part, index) => {
    const segment = segments[index] ?? '';
    return part.startsWith('{') ? segment !== '' : part === segment;
  });
