import { resolve, sep } from 'node:path';
import { endpointName } from '../assertions/endpoint.ts';
import type { InventoryEndpoint, Service } from '../model.ts';
import type { Loaded } from '../runner/load/loaded.ts';

/** Ids of the scenarios that reach a DB-API function or construct; undefined for other words. */
export type Reached = (word: string) => ReadonlySet<string> | undefined;

/** Whether a filter selects a scenario file. */
export type Fits = (file: Loaded) => boolean;

/** Interprets a filter: a file or folder, a file name, a service, a tag, an action, or an endpoint in various forms. */
export function fitting(filter: string, files: readonly Loaded[]): Fits {
  if (filter.trim() === '') return () => false;
  const names = endpointsNamed(filter, files);
  if (names) return (file) => stepEndpoints(file).some((endpoint) => names.has(endpointName(endpoint)));
  const isFile = /\.ya?ml$/.test(filter);
  const id = filter.replace(/\.ya?ml$|\/+$/, '').replace(/^(\.\/)?scenarios\//, '');
  const path = resolve(filter);
  return (file) =>
    file.id === id ||
    (!isFile && file.id.startsWith(`${id}/`)) ||
    (id !== '' && file.id.endsWith(`/${id}`)) ||
    isAt(resolve(file.file), path) ||
    file.scenario?.service === filter ||
    (file.scenario?.tags.includes(filter) ?? false) ||
    stepEndpoints(file).some(({ action }) => action === filter);
}

/** The endpoints that a filter selects; undefined if the filter is not a request. */
export function endpointsNamed(filter: string, files: readonly Loaded[]): ReadonlySet<string> | undefined {
  const asked = hasPath(filter, files) ? undefined : requestOf(filter);
  return asked && endpointsOf(asked, files);
}

/** Suggestions for a mistyped filter, limited to its service if it names one. */
export function wordsNear(filter: string, files: readonly Loaded[]): readonly string[] {
  const asked = requestOf(filter);
  const service = asked
    ? serviceOf(asked.path)
    : files.find(({ id }) => filter.startsWith(`${rootOf(id)}/`))?.id;
  const own = files.filter(({ id }) => service === undefined || rootOf(id) === rootOf(service));
  const words = own.flatMap((file) =>
    asked
      ? stepEndpoints(file).map(endpointName)
      : [...pathsOf(file.id), ...(file.scenario?.tags ?? []), ...ownNames(file)],
  );
  return [...new Set(words)];
}

/** An id and its parent folders. */
const pathsOf = (id: string): readonly string[] =>
  id.split('/').map((_, index, names) => names.slice(0, index + 1).join('/'));

const rootOf = (id: string): string => id.split('/', 1)[0] ?? '';

const ownNames = (file: Loaded): readonly string[] => [
  file.id.split('/').at(-1) ?? '',
  ...stepEndpoints(file).flatMap(({ action }) => action ?? []),
];

/** Whether a filter is the path of a scenario file, or of a folder of some. */
export const hasPath = (filter: string, files: readonly Loaded[]): boolean =>
  files.some(({ file }) => isAt(resolve(file), resolve(filter)));

const isAt = (file: string, path: string): boolean => file === path || file.startsWith(path + sep);

const stepEndpoints = ({ scenario }: Loaded): readonly InventoryEndpoint[] =>
  scenario?.steps.flatMap(({ endpoint }) => endpoint ?? []) ?? [];

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly action?: string;
}

/**
 * Parses `GET /v2/images` in upper or lower case, with a query, an id, a whole URL or without a method; undefined
 * without a path.
 */
function requestOf(filter: string): Asked | undefined {
  const [, method, url] = /^(?:([a-z]+)\s+)?((?:https?:\/\/|\/)\S*)$/i.exec(filter.trim()) ?? [];
  if (url === undefined) return undefined;
  const [path = '', action] = url
    .replace(/^https?:\/\/[^/]*/, '')
    .replace(/\?[^#]*/, '')
    .split('#');
  return {
    method: method?.toUpperCase(),
    path: withoutPrefix(path),
    action,
  };
}

/** The inventory's path, without a service's prefix on a shared host and without Nova's version. */
const withoutPrefix = (path: string): string =>
  path.replace(/^\/(image|compute)(?=\/)/, '').replace(/^\/v2\.1(\/[0-9a-f]{32})?(?=\/)/, '');

/** Glance's paths start with a version. */
const serviceOf = (path: string): Service => (/^\/v\d/.test(path) ? 'glance' : 'nova');

/** Names of the endpoints that match a request best, for each method. */
function endpointsOf({ method, path, action }: Asked, files: readonly Loaded[]): ReadonlySet<string> {
  const all = new Map(files.flatMap(stepEndpoints).map((endpoint) => [endpointName(endpoint), endpoint]));
  const segments = path.replace(/(?<=.)\/$/, '').split('/');
  const fits = [...all.values()].flatMap((endpoint) => {
    const length = distanceTo(endpoint.path.split('/'), segments);
    return length !== undefined &&
      (method === undefined || endpoint.method === method) &&
      (action === undefined || endpoint.action === action)
      ? [{ endpoint, length }]
      : [];
  });
  const best = Math.min(...fits.map(({ length }) => length));
  return new Set(fits.filter(({ length }) => length === best).map(({ endpoint }) => endpointName(endpoint)));
}

/** Number of segments that replace parameters of a template; undefined if the path does not match. */
function distanceTo(template: readonly string[], segments: readonly string[]): number | undefined {
  if (template.length !== segments.length) return undefined;
  let parameters = 0;
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (part === segment) continue;
    if (!part.startsWith('{') || segment === '') return undefined;
    // A parameter may have another name than the template's.
    if (!/^[{:$]/.test(segment)) parameters++;
  }
  return parameters;
}
