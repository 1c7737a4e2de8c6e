import { expect, test } from 'playwright/test';
import type { Deployment } from '../../../src/model.ts';
import { HttpClient } from '../../../src/openstack/http-client.ts';
import { Keystone } from '../../../src/openstack/keystone.ts';
import { harnessError } from '../../support/mistakes.ts';
import { serve } from '../../support/server.ts';

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

/** The URL of Glance that a catalog gives to a deployment of these parts, or the code of the error. */
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
    return (await Keystone.connect(deployment, http, ['glance'])).urls;
  } finally {
    await http.close();
    await server.close();
  }
}

test('the catalog gives the URL of the interface and the region, without its version', async () => {
  expect(await glanceOf({})).toBe('http://one/image');
  expect(await glanceOf({ region: 'two' })).toBe('http://two:9292');
  expect(await glanceOf({ interface: 'internal' })).toBe('http://inside:9292');
});

test('Neutron is there when the catalog has it, and is no must', async () => {
  const endpoints = [{ interface: 'public', region: 'one', url: 'http://one:9696/' }];
  const catalog = [...TOKEN.token.catalog, { type: 'network', endpoints }];
  const body = { token: { ...TOKEN.token, catalog } };
  expect(await urlsOf({}, 201, body)).toEqual({ glance: 'http://one/image', neutron: 'http://one:9696' });
  expect(await urlsOf({})).toEqual({ glance: 'http://one/image' });
});

test('a catalog without it is CATALOG_INCOMPLETE, with what it has', async () => {
  const error = await harnessError(() => glanceOf({ region: 'three' }));
  expect(error.code).toBe('CATALOG_INCOMPLETE');
  expect(error.message).toContain('internal in two');
  expect((await harnessError(() => glanceOf({ interface: 'admin' }))).code).toBe('CATALOG_INCOMPLETE');
});

test("a refusal is AUTH_REFUSED with Keystone's words, and without the password", async () => {
  const error = await harnessError(() =>
    glanceOf({}, 401, { error: { message: 'Bad credentials', code: 401 } }),
  );
  expect(error.code).toBe('AUTH_REFUSED');
  expect(error.message).toContain('Bad credentials');
  expect(JSON.stringify(error.failure)).not.toContain('secret-word');
});

test('what answers but is no Keystone is AUTH_REFUSED', async () => {
  expect((await harnessError(() => glanceOf({}, 200, {}))).code).toBe('AUTH_REFUSED');
  expect((await harnessError(() => glanceOf({}, 201, { unexpected: true }))).code).toBe('AUTH_REFUSED');
});
