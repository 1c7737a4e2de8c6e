import schema from '../../schemas/keystone-answers.schema.json' with { type: 'json' };
import { Contracts } from '../contracts/contracts.ts';
import { HarnessError } from '../errors.ts';
import type { Credentials, Deployment, Json } from '../model.ts';
import type { Catalog } from './catalog.ts';
import type { HttpClient } from './http-client.ts';
import { errorText, sendPatiently } from './patience.ts';

/** What Keystone answers. `npm run schemas` makes its schema. */
export interface KeystoneAnswers {
  readonly token: {
    readonly project: { readonly id: string; readonly domain: { readonly id: string } };
    readonly issued_at?: string;
    readonly expires_at?: string;
    readonly catalog: Catalog;
  };
  readonly listed: { readonly roles: readonly Identified[] };
  readonly created: Identified;
}

interface Identified {
  /** It becomes a part of paths. @pattern ^[A-Za-z0-9_-]{1,255}$ */
  readonly id: string;
}

export const ANSWERS = new Contracts<KeystoneAnswers>(schema, 'KeystoneAnswers');

export interface Token {
  readonly value: string;
  readonly projectId: string;
  readonly domainId: string;
  readonly catalog: Catalog;
  /** Milliseconds from issue to expiry; Infinity if Keystone does not state it. */
  readonly lifetime: number;
}

/** The user of a token request: Keystone's `auth`, and a name for messages. */
export interface Identity {
  readonly auth: Json;
  readonly who: string;
}

/** The administrator from the credentials: by names, ids or an application credential. */
export function administrator(credentials: Credentials): Identity {
  const {
    username,
    password,
    userDomain,
    project,
    projectDomain,
    ids = {},
    applicationCredential,
  } = credentials;
  const domain = (id: string | undefined, name: string): Json => (id === undefined ? { name } : { id });
  const user: Readonly<Record<string, Json>> = ids.user
    ? { id: ids.user }
    : { name: username, domain: domain(ids.userDomain, userDomain) };
  if (applicationCredential) {
    const application_credential: Json =
      'id' in applicationCredential
        ? { id: applicationCredential.id, secret: password }
        : { name: applicationCredential.name, user, secret: password };
    const identity = { methods: ['application_credential'], application_credential };
    return { auth: { identity }, who: 'the application credential' };
  }
  const scope: Json = ids.project
    ? { id: ids.project }
    : { name: project, domain: domain(ids.projectDomain, projectDomain) };
  return {
    auth: {
      identity: { methods: ['password'], password: { user: { ...user, password } } },
      scope: { project: scope },
    },
    who: `user "${ids.user ?? username}" on project "${ids.project ?? project}"`,
  };
}

/** A user that a run created, scoped to its project. */
export const runUser = (id: string, password: string, project: string): Identity => ({
  auth: {
    identity: { methods: ['password'], password: { user: { id, password } } },
    scope: { project: { id: project } },
  },
  who: `user "${id}" on project "${project}"`,
});

/** Receives each token as soon as it is known, so that no message shows it. */
export type LearnSecret = (secret: string) => void;

/** @throws HarnessError AUTH_REFUSED, SERVICE_FAILED, and what HttpClient throws */
export async function authenticate(
  deployment: Pick<Deployment, 'name' | 'authUrl'>,
  http: HttpClient,
  { auth, who }: Identity,
  learn: LearnSecret,
  signal?: AbortSignal,
): Promise<Token> {
  const { response } = await sendPatiently(
    http,
    {
      method: 'POST',
      url: `${deployment.authUrl}/auth/tokens`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ auth }),
    },
    // Repeatable: a second token is harmless.
    { who: `Keystone of ${deployment.name}`, repeatable: true, signal },
  );
  const value = response.headers['x-subject-token'];
  if (value) learn(value);
  if (response.status !== 201 || !value || response.body.kind !== 'json') {
    const requestId = response.headers['x-openstack-request-id'];
    const what = `Keystone of ${deployment.name} at ${deployment.authUrl}`;
    const why = `${response.status}: ${errorText(response)}${requestId ? ` (${requestId})` : ''}`;
    if (response.status >= 500)
      throw new HarnessError('SERVICE_FAILED', `${what} has no token for ${who}: ${why}`, {
        fix: 'See its log; the credentials may be right.',
      });
    throw new HarnessError('AUTH_REFUSED', `${what} refused ${who} with ${why}`, {
      fix: 'Check username, password, project and domains in run-scenarios.yaml, clouds.yaml or OS_*, and that the URL ends in /v3.',
    });
  }
  const token: unknown = (response.body.value as { readonly token?: Json } | null)?.token;
  if (!ANSWERS.validator('token')(token)) {
    throw new HarnessError('AUTH_REFUSED', `The server at ${deployment.authUrl} is not Keystone v3`, {
      fix: 'Check the URL; it ends in /v3.',
    });
  }
  const lifetime = Date.parse(token.expires_at ?? '') - Date.parse(token.issued_at ?? '');
  return {
    value,
    projectId: token.project.id,
    domainId: token.project.domain.id,
    catalog: token.catalog,
    lifetime: lifetime > 0 ? lifetime : Number.POSITIVE_INFINITY,
  };
}

/** Milliseconds before expiry at which a token is renewed. No request takes longer. */
const MARGIN = 120_000;

/** A token that is renewed before it expires. */
export class RenewedToken {
  readonly #ask: (signal?: AbortSignal) => Promise<Token>;
  readonly #now: () => number;
  #current: Promise<Token>;
  #until: number;

  /** @param ask requests another token for the same user and project */
  constructor(
    first: Token,
    ask: (signal?: AbortSignal) => Promise<Token>,
    now: () => number = () => performance.now(),
  ) {
    this.#ask = ask;
    this.#now = now;
    this.#current = Promise.resolve(first);
    this.#until = now() + usable(first);
  }

  /**
   * @param signal ends a renewal; that of the client by default
   * @throws HarnessError if renewal fails; the next call tries again
   */
  async value(signal?: AbortSignal): Promise<string> {
    if (this.#now() >= this.#until) {
      this.#until = Number.POSITIVE_INFINITY;
      this.#current = this.#renew(signal);
    }
    return (await this.#current).value;
  }

  async #renew(signal?: AbortSignal): Promise<Token> {
    try {
      const asked = this.#now();
      const token = await this.#ask(signal);
      this.#until = asked + usable(token);
      return token;
    } catch (error) {
      this.#until = this.#now();
      throw error;
    }
  }
}

const usable = ({ lifetime }: Token): number => lifetime - Math.min(MARGIN, lifetime / 4);
