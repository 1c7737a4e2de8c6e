/** A client that needs only the description of a deployment. */
import type { Deployment } from '../../../src/model.ts';

/** The fields of Glance's answers that these tests read. */
export interface Answer {
  readonly id: string;
  readonly status: string;
  readonly images: readonly { readonly id: string }[];
  readonly namespaces: readonly object[];
  readonly versions: readonly { readonly status: string }[];
  /** In an image: names joined by commas. In the list of stores: objects. */
  readonly stores: string | readonly { readonly id: string }[];
}

export interface Session {
  /** The service's URL in the catalog. */
  readonly url: string;
  /** Id of the administrator's project. */
  readonly project: string;
  readonly request: (
    method: string,
    path: string,
    body?: unknown,
    type?: string,
  ) => Promise<{ readonly status: number; readonly json: Answer }>;
}

interface Token {
  readonly token: {
    readonly project: { readonly id: string };
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

/** Authenticates with the deployment's credentials and finds a service, Glance by default, in the catalog. */
export async function session(
  { authUrl, credentials, ...deployment }: Deployment,
  service = 'image',
): Promise<Session> {
  const { username, password, userDomain, project, projectDomain } = credentials;
  const user = { name: username, password, domain: { name: userDomain } };
  const scope = { project: { name: project, domain: { name: projectDomain } } };
  const issued = await fetch(`${authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity: { methods: ['password'], password: { user } }, scope } }),
  });
  const { token } = (await issued.json()) as Token;
  const url =
    token.catalog
      .find(({ type }) => type === service)
      ?.endpoints.find(
        (endpoint) => endpoint.interface === deployment.interface && endpoint.region === deployment.region,
      )?.url ?? '';
  const subject = issued.headers.get('x-subject-token') ?? '';
  const request: Session['request'] = async (method, path, body, type = 'application/json') => {
    const response = await fetch(url + path, {
      method,
      headers: { 'x-auth-token': subject, 'content-type': type },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text.startsWith('{') ? JSON.parse(text) : {} };
  };
  return { url, project: token.project.id, request };
}
