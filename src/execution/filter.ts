import { resolve, sep } from 'node:path';
import { endpointName } from '../assertions/endpoint.ts';
import type { InventoryEndpoint, Service } from '../model.ts';
import type { Loaded } from '../runner/load/loaded.ts';

/** Ids of the scenarios that were seen to reach a DB-API function or a construct; undefined for any other word. */
export type Reached = (word: string) => ReadonlySet<string> | undefined;

/** Whether a scenario file is what a filter asks for. */
export type Fits = (file: Loaded) => boolean;

/**
 * What a filter names: a file or folder, a file's own name, a service, a tag, an action, an endpoint in any form that
 * people have at hand.
 */
export function fitting(filter: string, files: readonly Loaded[]): Fits {
  if (filter.trim() === '') return () => false;
  const asked = requestOf(filter);
  if (asked) {
    const names = endpointsOf(asked, files);
    return (file) => stepEndpoints(file).some((endpoint) => names.has(endpointName(endpoint)));
  }
  const id = filter.replace(/\.ya?ml$|\/+$/, '').replace(/^(\.\/)?scenarios\//, '');
  const path = resolve(filter);
  return (file) =>
    file.id === id ||
    file.id.startsWith(`${id}/`) ||
    (id !== '' && file.id.endsWith(`/${id}`)) ||
    isAt(resolve(file.file), path) ||
    file.scenario?.service === filter ||
    (file.scenario?.tags.includes(filter) ?? false) ||
    stepEndpoints(file).some(({ action }) => action === filter);
}

/** The endpoints that a filter names, in any form of one; undefined for a filter that is no request. */
export function endpointsNamed(filter: string, files: readonly Loaded[]): ReadonlySet<string> | undefined {
  const asked = requestOf(filter);
  return asked && endpointsOf(asked, files);
}

/** Words that a filter may have been meant to be, of the service that it speaks of where it speaks of one. */
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

/** An id and the folders above it. */
const pathsOf = (id: string): readonly string[] =>
  id.split('/').map((_, index, names) => names.slice(0, index + 1).join('/'));

const rootOf = (id: string): string => id.split('/', 1)[0] ?? '';

const ownNames = (file: Loaded): readonly string[] => [
  file.id.split('/').at(-1) ?? '',
  ...stepEndpoints(file).flatMap(({ action }) => action ?? []),
];

const isAt = (file: string, path: string): boolean => file === path || file.startsWith(path + sep);

const stepEndpoints = ({ scenario }: Loaded): readonly InventoryEndpoint[] =>
  scenario?.steps.flatMap(({ endpoint }) => endpoint ?? []) ?? [];

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly action?: string;
}

/** `GET /v2/images`, in any case, with a query or an id, of a whole URL, or without a method; undefined for no path. */
function requestOf(filter: string): Asked | undefined {
  const [, method, url] = /^(?:([a-z]+)\s+)?((?:https?:\/\/|\/)\S*)$/i.exec(filter.trim()) ?? [];
  if (url === undefined) return undefined;
  const [path = '', action] = url
    .replace(/^https?:\/\/[^/]*/, '')
    .replace(/\?[^#]*/, '')
    .split('#');
  return {
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    path: withoutPrefix(path),
    ...(action === undefined ? {} : { action }),
  };
}

/** A path as the inventory has it: behind the service's own place on a shared host, Nova's behind its version. */
const withoutPrefix = (path: string): string =>
  path.replace(/^\/(image|compute)(?=\/)/, '').replace(/^\/v2\.1(\/[0-9a-f]{32})?(?=\/)/, '');

/** Glance's paths begin with a version. */
const serviceOf = (path: string): Service => (/^\/v\d/.test(path) ? 'glance' : 'nova');

/** Names of the endpoints that a request is of: those that fit best, of each method. */
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

/** How many segments stand for parameters of a template; undefined when it is another path. */
function distanceTo(template: readonly string[], segments: readonly string[]): number | undefined {
  if (template.length !== segments.length) return undefined;
  let parameters = 0;
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (part === segment) continue;
    if (!part.startsWith('{') || segment === '') return undefined;
    // A parameter by another name is as good as the template's own.
    if (!/^[{:$]/.test(segment)) parameters++;
  }
  return parameters;
}
