import type { Service } from '../model.ts';

/** A service of OpenStack that a URL may belong to. */
export type UrlService = Service | 'neutron' | 'keystone' | 'cinder' | 'placement';

export interface UrlParts {
  /** Undefined if the URL does not identify it. */
  readonly service?: UrlService;
  /** The inventory's path with its query. */
  readonly path: string;
  /** Set for a path at Nova's root, above its version. */
  readonly atRoot?: true;
}

const PORTS: Readonly<Record<string, UrlService>> = {
  ...{ 9292: 'glance', 8774: 'nova', 8775: 'nova', 9696: 'neutron', 5000: 'keystone', 35357: 'keystone' },
  ...{ 8776: 'cinder', 8778: 'placement' },
};
const PLACES: Readonly<Record<string, UrlService>> = {
  ...{ image: 'glance', compute: 'nova', networking: 'neutron', network: 'neutron', identity: 'keystone' },
  ...{ volume: 'cinder', placement: 'placement', glance: 'glance', nova: 'nova', neutron: 'neutron' },
  ...{ keystone: 'keystone', cinder: 'cinder' },
};
/** Parts of host or variable names that identify a service. */
const NAMED: readonly (readonly [UrlService, RegExp])[] = [
  ['keystone', /keystone|identity|auth/i],
  ['glance', /glance|image/i],
  ['nova', /nova|compute/i],
  ['neutron', /neutron|network/i],
  ['cinder', /cinder|volume/i],
  ['placement', /placement/i],
];
const PATHS: readonly (readonly [UrlService, RegExp])[] = [
  [
    'keystone',
    /^\/v3\/(auth|projects|users|domains|roles|services|endpoints|regions|credentials|groups)(?=[/?]|$)/,
  ],
  ['glance', /^\/v2\/(images|metadefs|schemas|tasks|info|cache|stores)(?=[/?]|$)/],
  ['neutron', /^\/v2\.0(?=\/)/],
  ['cinder', /^\/v3\/[^/?]+\/(volumes|snapshots|types|backups|os-|attachments)/],
  [
    'nova',
    /^\/v2\.1(?=[/?]|$)|^\/v2\/[^/?]+\/(servers|flavors|os-|limits)|^\/(servers|flavors|os-[\w-]+|limits|extensions)(?=[/?]|$)/,
  ],
];

const HOST =
  /^(?:(?:https?:\/\/)?(?:[^\s/?@]*@)?(\[[^\]/?]*\]|[\w.-]+|\$\{[\w-]+\}|<[\w.-]+>)(?::(\d+|\$\{[\w-]+\}))?)(?=[/?]|$)/;

/** Nova's version, and the project id that older clients add. */
const NOVA =
  /^\/v2(?:\.\d+)?(?:\/(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[$%]?[({<]?(?:\w*_)?(?:project|tenant)_?(?:id)?[)}>]?s?(?=\/|$)))?(?=[/?]|$)/i;

/**
 * Splits a URL into its service and the path below that, for any kind of deployment.
 * @throws Error with the reason if there is no path
 */
export function urlParts(url: string, own?: Service): UrlParts {
  const [whole = '', host = '', port = ''] = (url.startsWith('/') ? undefined : HOST.exec(url)) ?? [];
  const rest = url.slice(whole.length);
  // Base URLs may end with a slash and paths start with one.
  const path = rest.replace(/^\/*/, '/');
  const isBase = whole !== '' && /^(https?:\/\/|\$\{|<)/.test(url);
  if (!url.startsWith('/') && !isBase && !(whole !== '' && rest.startsWith('/')))
    throw new Error(`"${url.slice(0, 80)}" is not a URL with a path`);
  const [, place = ''] = /^\/([a-z]+)(?=[/?]|$)/.exec(path) ?? [];
  const below =
    PLACES[place] && !/^\/(images|flavors)/.test(path) ? path.slice(place.length + 1) || '/' : path;
  const byPath = PATHS.find(([, pattern]) => pattern.test(below))?.[0];
  const byName = NAMED.find(([, pattern]) => pattern.test(host))?.[0];
  const service = (below === path ? undefined : PLACES[place]) ?? PORTS[port] ?? byPath ?? byName ?? own;
  // A lone variable is a URL from an answer. Its path is unknown.
  if (/^\$\{[\w-]+\}$/.test(url) && !byName) return { service: own, path: url };
  if (service !== 'nova') return { service, path: below };
  const inside = below.replace(NOVA, '');
  const isRoot = inside === below && /^\/?(\?|$)/.test(below) && byName !== 'nova';
  return {
    service,
    path: inside.startsWith('/') ? inside : `/${inside}`,
    atRoot: isRoot || undefined,
  };
}
