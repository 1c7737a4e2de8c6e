import { createHash } from 'node:crypto';
import { expect, test } from 'playwright/test';
import type { Body } from '../../../src/model.ts';
import { HttpClient } from '../../../src/openstack/http-client.ts';
import { harnessError } from '../../support/scenarios/mistakes.ts';
import { closedUrl, type Listening, serve } from '../../support/servers/server.ts';

const GET = { method: 'GET', headers: {} } as const;
let server: Listening;
let client: HttpClient;
let arrived: () => void;

test.beforeEach(async () => {
  client = new HttpClient({ name: 'here' }, { connectPauses: [1] });
  server = await serve((request, answer) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://h');
    if (pathname === '/never') return arrived();
    if (pathname === '/redirect') return void answer.writeHead(302, { location: '/never' }).end();
    if (pathname === '/twice') return void answer.writeHead(200, { 'X-A': ['1', '2'] }).end();
    const type = searchParams.get('type');
    answer.writeHead(200, type ? { 'content-type': type } : {}).end(searchParams.get('body'));
  });
});
test.afterEach(async () => {
  await client.close();
  await server.close();
});

const bodyOf = async (type: string, body: string): Promise<Body> =>
  (await client.send({ ...GET, url: `${server.url}/?${new URLSearchParams({ type, body })}` })).response.body;

test('bodies are read by content type', async () => {
  expect(await bodyOf('application/json; charset=utf-8', '{"a":1}')).toEqual({
    kind: 'json',
    value: { a: 1 },
  });
  expect(await bodyOf('application/openstack-images-v2.1-json-patch+json', '[]')).toEqual({
    kind: 'json',
    value: [],
  });
  expect(await bodyOf('application/json', '{"a":')).toEqual({ kind: 'text', text: '{"a":' });
  expect(await bodyOf('text/html', '<p>ü')).toEqual({ kind: 'text', text: '<p>ü' });
  expect(await bodyOf('application/json', '')).toEqual({ kind: 'empty' });
  for (const body of ['a\u0000b', 'long '.repeat(2000)]) {
    const sha256 = createHash('sha256').update(body).digest('hex');
    expect(await bodyOf('application/octet-stream', body)).toEqual({
      kind: 'binary',
      bytes: body.length,
      sha256,
    });
  }
  expect(await bodyOf('application/octet-stream', 'short')).toEqual({ kind: 'text', text: 'short' });
});

test('header names are lower case, repeated headers are joined', async () => {
  const { response, ms } = await client.send({ ...GET, url: `${server.url}/twice` });
  expect(response.headers['x-a']).toBe('1, 2');
  expect(ms).toBeGreaterThan(0);
  expect(client.waiting).toBeGreaterThanOrEqual(ms);
});

test('a redirect is returned, not followed', async () => {
  const { response } = await client.send({ ...GET, url: `${server.url}/redirect` });
  expect(response).toMatchObject({ status: 302, headers: { location: '/never' } });
});

test('a closed port is CONNECTION_FAILED', async () => {
  const url = await closedUrl();
  const error = await harnessError(() => client.send({ ...GET, url }));
  expect(error.code).toBe('CONNECTION_FAILED');
  expect(error.message).toContain(url);
});

test('an unknown host and an invalid URL are CONNECTION_FAILED', async () => {
  for (const url of ['http://nowhere.invalid/', 'http://']) {
    expect((await harnessError(() => client.send({ ...GET, url }))).code).toBe('CONNECTION_FAILED');
  }
});

test('an aborted request rejects immediately with the reason', async () => {
  test.setTimeout(15_000);
  const stop = new AbortController();
  const reason = new Error('enough');
  arrived = () => stop.abort(reason);
  await expect(client.send({ ...GET, url: `${server.url}/never` }, { signal: stop.signal })).rejects.toBe(
    reason,
  );
});
