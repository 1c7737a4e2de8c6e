import type { Inventory, InventoryEndpoint, Json } from '../model.ts';

/** A resource that a POST creates: how to find its id and how to delete it. */
export interface Resource {
  /** Kind of resource, such as `image` or `server_group`. */
  readonly kind: string;
  /** Path template of the DELETE request. */
  readonly item: string;
  /** The id that the client chose, or its JSONPath in the answer. */
  readonly id: { readonly chosen: string } | { readonly path: string };
}

/** The body's member that identifies a new resource, by collection. */
const NAMES: Readonly<Record<string, string>> = {
  namespaces: 'namespace',
  objects: 'name',
  properties: 'name',
  tags: 'name',
  resource_types: 'name',
  members: 'member',
  'os-keypairs': 'name',
};

/** The answer's member with the new resource's id, by the body's only member or the collection. */
const FIELDS: Readonly<Record<string, string>> = { interfaceAttachment: 'port_id', members: 'member_id' };

/** The resource that a request creates; undefined if it creates none or none that can be deleted. */
export function resourceOf(
  { endpoints, service }: Inventory,
  endpoint: InventoryEndpoint,
  body: Json | undefined,
): Resource | undefined {
  if (endpoint.method !== 'POST' || endpoint.action !== undefined) return undefined;
  const item = endpoints.find(
    ({ method, path }) =>
      method === 'DELETE' &&
      path.startsWith(`${endpoint.path}/{`) &&
      !path.slice(endpoint.path.length + 1).includes('/'),
  )?.path;
  const collection = endpoint.path.split('/').at(-1) ?? '';
  if (item === undefined || ['metadata', 'os-extra_specs', 'import'].includes(collection)) return undefined;
  const kind = singular(collection);
  const [wrapper = '', second] = Object.keys(objectOf(body));
  const inside =
    service === 'nova' && second === undefined ? objectOf(objectOf(body)[wrapper]) : objectOf(body);
  const named = NAMES[collection];
  const chosen = named === undefined ? inside.id : inside[named];
  if (typeof chosen === 'string' && chosen !== 'auto' && chosen !== '') return { kind, item, id: { chosen } };
  const below = service === 'nova' ? `.${wrapper || kind}` : '';
  const field = FIELDS[wrapper ?? ''] ?? FIELDS[collection] ?? named ?? 'id';
  return { kind, item, id: { path: `$${below}.${field}` } };
}

const objectOf = (json: Json | undefined): Readonly<Record<string, Json>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Readonly<Record<string, Json>>)
    : {};

/**
 * Singular of a collection: `servers` to `server`, `os-server-groups` to `server_group`, `properties` to `property`.
 */
export const singular = (collection: string): string =>
  collection
    .replace(/^os-/, '')
    .replace(/ies$/, 'y')
    .replace(/(?<!s)s$/, '')
    .replace(/\W+/g, '_') || 'thing';
