import { HarnessError } from '../errors.ts';
import type { Deployment, Service } from '../model.ts';
import { SERVICES } from '../model.ts';

/** Keystone's service types, and whether endpoint paths start with the API version. */
const SERVICE_TYPES: Readonly<Record<Service, { readonly type: string; readonly versionInPath: boolean }>> = {
  glance: { type: 'image', versionInPath: true },
  nova: { type: 'compute', versionInPath: false },
};

/** Nova's scenarios may create a port or network during set-up. Neutron's endpoints are not tested. */
const NEUTRON = 'network';

/** Cinder by its two names. Nova's scenarios need it for volumes, through Nova. */
const CINDER = ['block-storage', 'volumev3'];

/** Base URLs for endpoint paths of the services in the catalog, of Neutron for set-up, and of Cinder. */
export type ServiceUrls = Readonly<Partial<Record<Service | 'neutron' | 'cinder', string>>>;

export type Catalog = readonly {
  readonly type: string;
  readonly endpoints: readonly {
    readonly interface: string;
    readonly region: string | null;
    readonly url: string;
  }[];
}[];

/** A service's URL without the version and project id that some catalogs append. */
export const rootOf = (url: string): string =>
  url.replace(/\/v\d[\d.]*(\/(AUTH_)?([\da-f]{32}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}))?$/i, '');

/**
 * Picks the services' URLs from a catalog.
 * @param services the services that it must contain
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
  const cinder = CINDER.flatMap((type) => chosen(type)?.url ?? [])[0];
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
      if (!/^https?:\/\/\S+$/i.test(found.url) || !URL.canParse(found.url))
        throw new HarnessError(
          'CATALOG_INCOMPLETE',
          `The catalog of ${deployment.name} has ${JSON.stringify(found.url)} as the URL of ${service}, which is not a URL`,
          { fix: `Correct it: openstack endpoint list --service ${type}` },
        );
      const url = withoutSlash(found.url);
      return [[service, versionInPath ? rootOf(url) : url] as const];
    }),
  );
  return {
    ...needed,
    ...(neutron === undefined ? {} : { neutron: rootOf(withoutSlash(neutron)) }),
    ...(cinder === undefined ? {} : { cinder: withoutSlash(cinder) }),
  };
}

/** The roots of all endpoints, also those that only services use, each with its service: answers can contain any of them. */
export function rootsOf(catalog: Catalog): readonly (readonly [url: string, service: string])[] {
  const types: Readonly<Record<string, string>> = {
    ...Object.fromEntries(SERVICES.map((service) => [SERVICE_TYPES[service].type, service])),
    [NEUTRON]: 'neutron',
    ...Object.fromEntries(CINDER.map((type) => [type, 'cinder'])),
  };
  return catalog.flatMap(({ type, endpoints }) => {
    const service = types[type];
    return service === undefined
      ? []
      : endpoints.map(({ url }) => [rootOf(withoutSlash(url)), service] as const);
  });
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
