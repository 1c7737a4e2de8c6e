import { mistakeOf } from '../contracts/contracts.ts';
import { HarnessError } from '../errors.ts';
import type { Deployment, Json, Method, Service } from '../model.ts';
import { rootsOf, type ServiceUrls, serviceUrls } from './catalog.ts';
import type { HttpClient } from './http-client.ts';
import {
  ANSWERS,
  administrator,
  authenticate,
  type KeystoneAnswers,
  type LearnSecret,
  RenewedToken,
  runUser,
  type Token,
} from './identity.ts';
import { errorText, sendPatiently } from './patience.ts';

/** Requests to one deployment's Keystone, as its administrator. */
export class Keystone {
  readonly #http: HttpClient;
  readonly #deployment: Deployment;
  readonly #token: RenewedToken;
  /** The administrator's project. */
  readonly projectId: string;
  readonly domainId: string;
  /** Service URLs for the administrator's project. */
  readonly urls: ServiceUrls;
  /** The roots of all endpoints of its catalog, with their services. */
  readonly roots: ReturnType<typeof rootsOf>;
  readonly #roles = new Map<string, Promise<string>>();

  private constructor(
    http: HttpClient,
    deployment: Deployment,
    first: Token,
    token: RenewedToken,
    urls: ServiceUrls,
  ) {
    this.#http = http;
    this.#deployment = deployment;
    this.#token = token;
    this.projectId = first.projectId;
    this.domainId = first.domainId;
    this.roots = rootsOf(first.catalog);
    this.urls = urls;
  }

  /**
   * Authenticates as administrator.
   * @param services the services that the catalog must contain
   * @param learn receives each of the administrator's tokens
   * @throws HarnessError AUTH_REFUSED, SERVICE_FAILED, CATALOG_INCOMPLETE, CONNECTION_FAILED or TLS_FAILED
   */
  static async connect(
    deployment: Deployment,
    http: HttpClient,
    services: readonly Service[],
    learn: LearnSecret,
  ): Promise<Keystone> {
    const identity = administrator(deployment.credentials);
    const ask = (signal?: AbortSignal) => authenticate(deployment, http, identity, learn, signal);
    const first = await ask();
    const urls = serviceUrls(deployment, first.catalog, services);
    return new Keystone(http, deployment, first, new RenewedToken(first, ask), urls);
  }

  /** The administrator's token, renewed before it expires. */
  token(signal?: AbortSignal): Promise<string> {
    return this.#token.value(signal);
  }

  /** The services' URLs for another project. Some catalogs contain the project id. */
  urlsOf(projectId: string): ServiceUrls {
    const inPath = (part: string) =>
      part === this.projectId || part === `AUTH_${this.projectId}`
        ? part.replace(this.projectId, projectId)
        : part;
    const urls = Object.entries(this.urls).map(
      ([service, url]) => [service, url.split('/').map(inPath).join('/')] as const,
    );
    return Object.fromEntries(urls);
  }

  /** A token for a user that this run created. @param learn receives it, and those that replace it */
  async tokenOf(
    userId: string,
    password: string,
    projectId: string,
    learn: LearnSecret,
  ): Promise<RenewedToken> {
    const who = runUser(userId, password, projectId);
    const ask = (signal?: AbortSignal) => authenticate(this.#deployment, this.#http, who, learn, signal);
    return new RenewedToken(await ask(), ask);
  }

  /** Id of a role, cached. @throws HarnessError AUTH_REFUSED if the role does not exist */
  roleId(name: string): Promise<string> {
    const known = this.#roles.get(name) ?? this.#askRole(name);
    this.#roles.set(name, known);
    // Retry a failed request on the next call.
    known.catch(() => this.#roles.delete(name));
    return known;
  }

  async #askRole(name: string): Promise<string> {
    const path = `/roles?name=${encodeURIComponent(name)}`;
    const { roles } = this.#read('listed', await this.call('GET', path), `GET ${path}`);
    const [role] = roles;
    if (role) return role.id;
    throw new HarnessError('AUTH_REFUSED', `Keystone of ${this.#deployment.name} has no role "${name}"`, {
      fix: `Create it: openstack role create ${name}`,
    });
  }

  /** Creates a project or user in the administrator's domain. Resolves with its id. */
  async create(
    kind: 'project' | 'user',
    fields: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<string> {
    const path = `/${kind}s`;
    const answer = await this.call('POST', path, { [kind]: { ...fields, domain_id: this.domainId } }, signal);
    const created = (answer as Readonly<Record<string, unknown>> | null)?.[kind];
    return this.#read('created', created, `POST ${path}`).id;
  }

  #read<Name extends 'listed' | 'created'>(
    name: Name,
    answer: unknown,
    asked: string,
  ): KeystoneAnswers[Name] {
    const validate = ANSWERS.validator(name);
    if (validate(answer)) return answer;
    const mistake = mistakeOf(validate.errors ?? []);
    throw new HarnessError(
      'SERVICE_FAILED',
      `Keystone of ${this.#deployment.name} gave an answer to ${asked} that Keystone v3 does not give: ${mistake}`,
      { fix: 'See its log.' },
    );
  }

  /**
   * @param signal ends the request; that of the client by default
   * @throws HarnessError AUTH_REFUSED or SERVICE_FAILED with Keystone's message if the status is not 2xx
   */
  async call(method: Method, path: string, json?: Json, signal?: AbortSignal): Promise<Json> {
    const { name, authUrl } = this.#deployment;
    const { response } = await sendPatiently(
      this.#http,
      {
        method,
        url: `${authUrl}${path}`,
        headers: {
          'x-auth-token': await this.token(signal),
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      },
      { who: `Keystone of ${name}`, repeatable: method !== 'POST', signal },
    );
    const { status, body } = response;
    if (status < 300) return body.kind === 'json' ? body.value : null;
    // Already deleted, perhaps by a request whose answer was lost.
    if (method === 'DELETE' && status === 404) return null;
    const message = `Keystone of ${name} answered ${status} to ${method} ${path}: ${errorText(response)}`;
    if (status >= 500) throw new HarnessError('SERVICE_FAILED', message, { fix: 'See its log.' });
    throw new HarnessError('AUTH_REFUSED', message, {
      fix:
        status === 401 || status === 403
          ? 'The credentials need the admin role: each scenario creates its own project and users.'
          : 'Keystone must allow creating projects and users: each scenario runs in its own.',
    });
  }
}
