import { HarnessError } from '../errors.ts';
import type { Deployment, Service } from '../model.ts';
import { SERVICES } from '../model.ts';

/** Keystone's service types, as catalogs name them, and whether the paths of endpoints begin with the API's version. */
const SERVICE_TYPES: Readonly<Record<Service, { readonly type: string; readonly versionInPath: boolean }>> = {
  glance: { type: 'image', versionInPath: true },
  nova: { type: 'compute', versionInPath: false },
};

/** Scenarios of Nova may make a port or a network there before they begin; its endpoints are not what they are about. */
const NEUTRON = 'network';

/** URL that a service's endpoint paths are appended to, of those that the catalog has; and of Neutron, for setting up. */
export type ServiceUrls = Readonly<Partial<Record<Service | 'neutron', string>>>;

export type Catalog = readonly {
  readonly type: string;
  readonly endpoints: readonly {
    readonly interface: string;
    readonly region: string;
    readonly url: string;
  }[];
}[];

/** A service's URL without its version, and without the project that some catalogs put behind it. */
export const rootOf = (url: string): string =>
  url.replace(/\/v\d[\d.]*(\/(AUTH_)?([\da-f]{32}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}))?$/i, '');

/**
 * @param services What the catalog must have.
 * @throws HarnessError CATALOG_INCOMPLETE
 */
export function serviceUrls(
  deployment: Pick<Deployment, 'name' | 'interface' | 'region'>,
  catalog: Catalog,
  services: readonly Service[],
): ServiceUrls {
  const offers = (type: string) =>
    catalog.filter((entry) => entry.type === type).flatMap((entry) => entry.endpoints);
  const chosen = (type: string) =>
    offers(type).find(
      (endpoint) =>
        endpoint.interface === deployment.interface &&
        (!deployment.region || endpoint.region === deployment.region),
    );
  const neutron = chosen(NEUTRON)?.url;
  const needed = Object.fromEntries(
    SERVICES.flatMap((service) => {
      const { type, versionInPath } = SERVICE_TYPES[service];
      const endpoints = offers(type);
      const found = chosen(type);
      if (!found && !services.includes(service)) return [];
      if (!found) {
        const offered = endpoints.map((each) => `${each.interface} in ${each.region}`).join(', ') || 'none';
        const wanted = `${deployment.interface} endpoint of ${service}${deployment.region ? ` in ${deployment.region}` : ''}`;
        throw new HarnessError(
          'CATALOG_INCOMPLETE',
          `The catalog of ${deployment.name} has no ${wanted}; it has: ${offered}`,
          { fix: 'Set `region:` and `interface:` of the target to what the catalog has.' },
        );
      }
      const url = withoutSlash(found.url);
      return [[service, versionInPath ? rootOf(url) : url] as const];
    }),
  );
  return { ...needed, ...(neutron === undefined ? {} : { neutron: rootOf(withoutSlash(neutron)) }) };
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
