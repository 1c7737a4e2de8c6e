import { expect, test } from 'playwright/test';
import type { Deployment } from '../../../src/model.ts';
import { rootOf } from '../../../src/openstack/catalog.ts';
import { HttpClient } from '../../../src/openstack/http-client.ts';
import { RenewedToken, type Token } from '../../../src/openstack/identity.ts';
import { Keystone } from '../../../src/openstack/keystone.ts';
import { pauseOf } from '../../../src/openstack/patience.ts';
import { harnessError } from '../../support/scenarios/mistakes.ts';
import { serve } from '../../support/servers/server.ts';

const TOKEN = {
  token: {
    project: { id: 'p', domain: { id: 'default' } },
    user: { id: 'u' },
    catalog: [
      {
        type: 'image',
        endpoints: [
          { interface: 'public', region: 'one', url: 'http://one/image/v2/' },
          { interface: 'public', region: 'two', url: 'http://two:9292/' },
          { interface: 'internal', region: 'two', url: 'http://inside:9292/v2.1' },
        ],
      },
    ],
  },
};

/** Glance's URL from a catalog, or the code of the error. */
const glanceOf = async (...asked: Parameters<typeof urlsOf>): Promise<string | undefined> =>
  (await urlsOf(...asked)).glance;

async function urlsOf(
  parts: Partial<Deployment>,
  status = 201,
  body: unknown = TOKEN,
): Promise<Keystone['urls']> {
  const server = await serve((_, answer) => {
    answer.writeHead(status, { 'x-subject-token': 'abc', 'content-type': 'application/json' });
    answer.end(JSON.stringify(body));
  });
  const credentials = {
    username: 'u',
    password: 'secret-word',
    userDomain: 'd',
    project: 'p',
    projectDomain: 'd',
  };
  const deployment: Deployment = {
    ...{ name: 'here', managed: false, backend: 'unknown', authUrl: `${server.url}/v3`, credentials },
    ...{ interface: 'public', folders: [], disposable: false, ...parts },
  };
  const http = new HttpClient(deployment);
  try {
    return (await Keystone.connect(deployment, http, ['glance'], () => {})).urls;
  } finally {
    await http.close();
    await server.close();
  }
}

test("the catalog's URL is chosen by interface and region, without its version", async () => {
  expect(await glanceOf({})).toBe('http://one/image');
  expect(await glanceOf({ region: 'two' })).toBe('http://two:9292');
  expect(await glanceOf({ interface: 'internal' })).toBe('http://inside:9292');
});

test('Neutron is optional: its URL is included if the catalog has it', async () => {
  const endpoints = [{ interface: 'public', region: 'one', url: 'http://one:9696/' }];
  const catalog = [...TOKEN.token.catalog, { type: 'network', endpoints }];
  const body = { token: { ...TOKEN.token, catalog } };
  expect(await urlsOf({}, 201, body)).toEqual({ glance: 'http://one/image', neutron: 'http://one:9696' });
  expect(await urlsOf({})).toEqual({ glance: 'http://one/image' });
});

test('a catalog without the service is CATALOG_INCOMPLETE; the error lists its endpoints', async () => {
  const error = await harnessError(() => glanceOf({ region: 'three' }));
  expect(error.code).toBe('CATALOG_INCOMPLETE');
  expect(error.message).toContain('internal in two');
  expect((await harnessError(() => glanceOf({ interface: 'admin' }))).code).toBe('CATALOG_INCOMPLETE');
});

test('a URL in the catalog that is none is CATALOG_INCOMPLETE', async () => {
  for (const url of ['http://one:9292 ', 'http://one:99999', 'one', 'ftp://one', 'http://']) {
    const catalog = [{ type: 'image', endpoints: [{ interface: 'public', region: 'one', url }] }];
    const body = { token: { ...TOKEN.token, catalog } };
    expect((await harnessError(() => urlsOf({}, 201, body))).code, url).toBe('CATALOG_INCOMPLETE');
  }
});

test("a refusal is AUTH_REFUSED with Keystone's message, without the password", async () => {
  const error = await harnessError(() =>
    glanceOf({}, 401, { error: { message: 'Bad credentials', code: 401 } }),
  );
  expect(error.code).toBe('AUTH_REFUSED');
  expect(error.message).toContain('Bad credentials');
  expect(JSON.stringify(error.failure)).not.toContain('secret-word');
});

test('an answer that does not come from Keystone is AUTH_REFUSED', async () => {
  expect((await harnessError(() => glanceOf({}, 200, {}))).code).toBe('AUTH_REFUSED');
  expect((await harnessError(() => glanceOf({}, 201, { unexpected: true }))).code).toBe('AUTH_REFUSED');
});

/** A Keystone that returns the given answers in order, except to token requests. */
async function connected(
  answers: readonly { readonly status: number; readonly retryAfter?: string; readonly body?: unknown }[],
): Promise<{ keystone: Keystone; asked: string[]; close: () => Promise<void> }> {
  const left = [...answers];
  const asked: string[] = [];
  const server = await serve((request, reply) => {
    const isToken = request.url === '/v3/auth/tokens';
    if (!isToken) asked.push(`${request.method} ${request.url}`);
    const { status, retryAfter, body } = isToken
      ? { status: 201, body: TOKEN }
      : (left.shift() ?? { status: 200 });
    if (status === 0) return void request.socket.destroy();
    reply.writeHead(status, {
      ...{ 'x-subject-token': 'abc', 'content-type': 'application/json' },
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    });
    reply.end(body === undefined ? '' : JSON.stringify(body));
  });
  const deployment: Deployment = {
    ...{ name: 'here', managed: false, backend: 'unknown', authUrl: `${server.url}/v3`, disposable: false },
    credentials: { username: 'u', password: 'p', userDomain: 'd', project: 'p', projectDomain: 'd' },
    ...{ interface: 'public', folders: [] },
  };
  const http = new HttpClient(deployment);
  const keystone = await Keystone.connect(deployment, http, [], () => {});
  return {
    keystone,
    asked,
    close: async () => {
      await http.close();
      await server.close();
    },
  };
}

test('requests to a busy Keystone are retried', async () => {
  const busy = [
    { status: 503, retryAfter: '0' },
    { status: 429, retryAfter: '0' },
  ];
  const { keystone, asked, close } = await connected([...busy, { status: 201, body: { user: { id: 'u' } } }]);
  expect(await keystone.call('POST', '/users', {})).toEqual({ user: { id: 'u' } });
  expect(asked).toEqual(['POST /v3/users', 'POST /v3/users', 'POST /v3/users']);
  await close();
});

test('an error suggests the role as the cause only if the request was forbidden', async () => {
  const refused = { status: 403, body: { error: { message: 'not yours' } } };
  const { keystone, close } = await connected([{ status: 500 }, refused]);
  const failed = await harnessError(() => keystone.call('POST', '/users', {}));
  expect([failed.code, failed.failure.fix]).toEqual(['SERVICE_FAILED', expect.not.stringContaining('role')]);
  const denied = await harnessError(() => keystone.call('GET', '/roles'));
  expect([denied.code, denied.failure.fix]).toEqual(['AUTH_REFUSED', expect.stringContaining('role')]);
  expect(denied.message).toContain('not yours');
  await close();
});

test('a broken answer is retried if that is safe; a retried DELETE accepts 404', async () => {
  const { keystone, asked, close } = await connected([{ status: 0 }, { status: 404 }, { status: 0 }]);
  expect(await keystone.call('DELETE', '/users/1')).toBeNull();
  expect(asked.filter((each) => each.startsWith('DELETE'))).toHaveLength(2);
  await close();
});

test('Retry-After is in seconds or a date, up to a maximum; without it, pauses grow', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(pauseOf('3', 1, now)).toBe(3000);
  expect(pauseOf('Thu, 01 Jan 2026 00:00:02 GMT', 1, now)).toBe(2000);
  expect(pauseOf('99999', 1, now)).toBe(30_000);
  expect(pauseOf('-5', 1, now)).toBeLessThanOrEqual(30_000);
  expect([1, 2, 3].map((tries) => pauseOf(undefined, tries, now))).toEqual([500, 1000, 2000]);
});

test('a token is renewed before it expires, once for all callers', async () => {
  let now = 0;
  let asked = 0;
  const token = (value: string): Token => ({
    ...{ value, projectId: 'p', domainId: 'd', catalog: [] },
    lifetime: 3_600_000,
  });
  const renewed = new RenewedToken(
    token('0'),
    async () => token(String(++asked)),
    () => now,
  );
  expect(await renewed.value()).toBe('0');
  now = 3_400_000;
  expect(await renewed.value()).toBe('0');
  now = 3_500_000;
  expect(await Promise.all([renewed.value(), renewed.value()])).toEqual(['1', '1']);
  now = 6_000_000;
  expect(await renewed.value()).toBe('1');
});

test('a failed token renewal is retried', async () => {
  let now = 0;
  let asked = 0;
  const token: Token = { ...{ value: 'a', projectId: 'p', domainId: 'd', catalog: [] }, lifetime: 1000 };
  const ask = async (): Promise<Token> => {
    if (++asked === 1) throw new Error('busy');
    return { ...token, value: 'b' };
  };
  const renewed = new RenewedToken(token, ask, () => now);
  now = 900;
  await expect(renewed.value()).rejects.toThrow('busy');
  expect(await renewed.value()).toBe('b');
});

test('service URLs with a project id are adapted to each project', async () => {
  const endpoints = [{ interface: 'public', region: 'one', url: 'http://one/v2.1/admin0project' }];
  const token = { ...TOKEN.token, project: { id: 'admin0project', domain: { id: 'd' } } };
  const body = { token: { ...token, catalog: [...TOKEN.token.catalog, { type: 'compute', endpoints }] } };
  expect((await urlsOf({}, 201, body)).nova).toBe('http://one/v2.1/admin0project');
  expect(rootOf('http://one/v2.1/0123456789abcdef0123456789abcdef')).toBe('http://one');
  expect(rootOf('http://one/compute/v2.1')).toBe('http://one/compute');
});
