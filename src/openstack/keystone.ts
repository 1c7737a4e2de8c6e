import { HarnessError } from '../errors.ts';
import type { Deployment, Json, Method, Service } from '../model.ts';
import { SERVICES } from '../model.ts';
import type { HttpClient } from './http-client.ts';

/** Keystone's service types, as catalogs name them, and whether the paths of endpoints begin with the API's version. */
const CATALOG: Readonly<Record<Service, { readonly type: string; readonly versionInPath: boolean }>> = {
  glance: { type: 'image', versionInPath: true },
  nova: { type: 'compute', versionInPath: false },
};

/** Scenarios of Nova may make a port or a network there before they begin; its endpoints are not what they are about. */
const NEUTRON = 'network';

/** URL that a service's endpoint paths are appended to, of those that the catalog has; and of Neutron, for setting up. */
export type ServiceUrls = Readonly<Partial<Record<Service | 'neutron', string>>>;

/** A service's URL without its version. */
export const rootOf = (url: string): string => url.replace(/\/v\d[\d.]*$/, '');

interface TokenBody {
  readonly token: {
    readonly project: { readonly id: string; readonly domain: { readonly id: string } };
    readonly user: { readonly id: string };
    readonly catalog: readonly {
      readonly type: string;
      readonly endpoints: readonly {
        readonly interface: string;
        readonly region: string;
        readonly url: string;
      }[];
    }[];
  };
}

export interface Token {
  readonly value: string;
  readonly domainId: string;
  readonly catalog: TokenBody['token']['catalog'];
}

/** Requests to one deployment's Keystone, as its administrator. */
export class Keystone {
  readonly #http: HttpClient;
  readonly #deployment: Deployment;
  /** The administrator's own. */
  readonly token: string;
  readonly domainId: string;
  readonly urls: ServiceUrls;
  #roles: Promise<ReadonlyMap<string, string>> | undefined;

  private constructor(http: HttpClient, deployment: Deployment, token: Token, urls: ServiceUrls) {
    this.#http = http;
    this.#deployment = deployment;
    this.token = token.value;
    this.domainId = token.domainId;
    this.urls = urls;
  }

  /**
   * @param services What the catalog must have.
   * @throws HarnessError AUTH_REFUSED, CATALOG_INCOMPLETE, CONNECTION_FAILED or TLS_FAILED.
   */
  static async connect(
    deployment: Deployment,
    http: HttpClient,
    services: readonly Service[],
  ): Promise<Keystone> {
    const { username, password, userDomain, project, projectDomain } = deployment.credentials;
    const token = await authenticate(deployment, http, {
      user: { name: username, password, domain: { name: userDomain } },
      project: { name: project, domain: { name: projectDomain } },
    });
    return new Keystone(http, deployment, token, serviceUrls(deployment, token, services));
  }

  /** A token for a user that this run made. */
  async tokenOf(userId: string, password: string, projectId: string): Promise<string> {
    const who = { user: { id: userId, password }, project: { id: projectId } };
    return (await authenticate(this.#deployment, this.#http, who)).value;
  }

  /** Id of a role; all of them are asked for once. @throws HarnessError AUTH_REFUSED when there is no such role. */
  async roleId(name: string): Promise<string> {
    this.#roles ??= this.call('GET', '/roles').then(rolesIn);
    const id = (await this.#roles).get(name);
    if (id !== undefined) return id;
    throw new HarnessError('AUTH_REFUSED', `Keystone of ${this.#deployment.name} has no role "${name}"`, {
      fix: `Create it: openstack role create ${name}`,
    });
  }

  /** @throws HarnessError AUTH_REFUSED with Keystone's own words when it does not answer 2xx. */
  async call(method: Method, path: string, json?: Json): Promise<Json> {
    const { response } = await this.#http.send({
      method,
      url: `${this.#deployment.authUrl}${path}`,
      headers: {
        'x-auth-token': this.token,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    if (response.status >= 300) {
      const message = `Keystone of ${this.#deployment.name} answered ${response.status} to ${method} ${path}: ${errorText(response.body)}`;
      throw new HarnessError('AUTH_REFUSED', message, {
        fix: 'The credentials need the admin role: scenarios run as fresh projects and users of their own.',
      });
    }
    return response.body.kind === 'json' ? response.body.value : null;
  }
}

const rolesIn = (answer: Json): ReadonlyMap<string, string> => {
  const { roles = [] } = (answer ?? {}) as { readonly roles?: readonly { id: string; name: string }[] };
  return new Map(roles.map(({ id, name }) => [name, id]));
};

interface Identity {
  readonly user: {
    readonly password: string;
    readonly name?: string;
    readonly id?: string;
    readonly domain?: Json;
  };
  readonly project: { readonly name?: string; readonly id?: string; readonly domain?: Json };
}

async function authenticate(
  deployment: Deployment,
  http: HttpClient,
  { user, project }: Identity,
): Promise<Token> {
  const { response } = await http.send({
    method: 'POST',
    url: `${deployment.authUrl}/auth/tokens`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: { identity: { methods: ['password'], password: { user } }, scope: { project } },
    }),
  });
  const value = response.headers['x-subject-token'];
  if (response.status !== 201 || !value || response.body.kind !== 'json') {
    const requestId = response.headers['x-openstack-request-id'];
    const message = `Keystone of ${deployment.name} at ${deployment.authUrl} refused user "${user.name ?? user.id}" on project "${project.name ?? project.id}" with ${response.status}: ${errorText(response.body)}${requestId ? ` (${requestId})` : ''}`;
    throw new HarnessError('AUTH_REFUSED', message, {
      fix: 'Check username, password, project and domains in run-scenarios.yaml, clouds.yaml or OS_*, and that the URL ends in /v3.',
    });
  }
  const { token } = response.body.value as unknown as Partial<TokenBody>;
  if (!token?.project || !token.catalog) {
    throw new HarnessError('AUTH_REFUSED', `What answers at ${deployment.authUrl} is not Keystone v3`, {
      fix: 'Check the URL; it ends in /v3.',
    });
  }
  return { value, domainId: token.project.domain.id, catalog: token.catalog };
}

function serviceUrls(deployment: Deployment, { catalog }: Token, services: readonly Service[]): ServiceUrls {
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
      const { type, versionInPath } = CATALOG[service];
      const endpoints = offers(type);
      const found = chosen(type);
      if (!found && !services.includes(service)) return [];
      if (!found) {
        const offered = endpoints.map((each) => `${each.interface} in ${each.region}`).join(', ') || 'none';
        const wanted = `${deployment.interface} endpoint of ${service}${deployment.region ? ` in ${deployment.region}` : ''}`;
        throw new HarnessError(
          'CATALOG_INCOMPLETE',
          `The catalog of ${deployment.name} has no ${wanted}; it has: ${offered}`,
          {
            fix: 'Set `region:` and `interface:` of the target to what the catalog has.',
          },
        );
      }
      const url = withoutSlash(found.url);
      return [[service, versionInPath ? rootOf(url) : url] as const];
    }),
  );
  return { ...needed, ...(neutron === undefined ? {} : { neutron: rootOf(withoutSlash(neutron)) }) };
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

function errorText(body: { readonly kind: string; readonly value?: Json }): string {
  const error = (body.value as { error?: { message?: string } } | undefined)?.error;
  return error?.message ?? 'no reason given';
}
