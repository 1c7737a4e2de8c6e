import { expect, test } from 'playwright/test';
import { BrokenAnswer } from '../../../src/openstack/broken-answer.ts';
import { HttpClient, type HttpRequest } from '../../../src/openstack/http-client.ts';
import { harnessError } from '../../support/scenarios/mistakes.ts';
import type { Listening } from '../../support/servers/server.ts';
import { head, type OnWire, serveWire } from '../../support/servers/wire.ts';

const GET: Omit<HttpRequest, 'url'> = { method: 'GET', headers: {} };
const OK = head('200 OK', 'Content-Length: 2');

let server: Listening | undefined;
let client: HttpClient;

test.beforeEach(() => {
  client = new HttpClient({ name: 'here' }, { connectPauses: [1], limits: { ms: 5000, bytes: 100_000 } });
});
test.afterEach(async () => {
  await client.close();
  await server?.close();
});

const send = (parts: Partial<HttpRequest> = {}) => client.send({ ...GET, url: `${server?.url}/a`, ...parts });

async function broken(onRequest: OnWire): Promise<BrokenAnswer> {
  server = await serveWire(onRequest);
  const error = await send().catch((each: unknown) => each);
  expect(error).toBeInstanceOf(BrokenAnswer);
  return error as BrokenAnswer;
}

/** Broken answers, with the reason that must be reported. */
const BROKEN: readonly (readonly [name: string, wire: string, reason: RegExp])[] = [
  ['an empty answer', '', /closed before a response/],
  ['a partial header', 'HTTP/1.1 200 OK\r\nContent-Le', /closed in the headers/],
  ['a body shorter than its Content-Length', `${head('200 OK', 'Content-Length: 9')}{"a"`, /after 4 bytes/],
  ['a truncated chunk', `${head('200 OK', 'Transfer-Encoding: chunked')}50\r\n{"a":`, /after 5 bytes/],
  ['an invalid chunk size', `${head('200 OK', 'Transfer-Encoding: chunked')}ZZ\r\n{}\r\n`, /not HTTP.*chunk/],
  [
    'two different lengths',
    `${head('200 OK', 'Content-Length: 2', 'Content-Length: 7')}{}abcde`,
    /Content-Length/,
  ],
  ['a length in letters', `${head('200 OK', 'Content-Length: two')}{}`, /not HTTP/],
  ['a header line without a colon', `${head('200 OK', 'Bad Header')}{}`, /not HTTP/],
  ['a status with two digits', head('99 What', 'Content-Length: 0'), /not HTTP/],
  ['a status that begins with 0', head('099 What', 'Content-Length: 0'), /not HTTP/],
  ['an unexpected 100', `${head('100 Continue')}${OK}{}`, /100 Continue/],
  ['a different protocol', 'SSH-2.0-OpenSSH_9.2\r\n', /not HTTP/],
  ['lines without CR', 'HTTP/1.1 200 OK\nContent-Length: 2\n\n{}', /not HTTP/],
  ['a switch of protocols', head('101 Switching Protocols', 'Upgrade: x', 'Connection: Upgrade'), /protocol/],
  ['a 204 with a body', `${head('204 No Content', 'Content-Length: 2')}{}`, /Content-Length/],
  ['too large headers', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(300_000)}`, /headers are too large/],
];

for (const [name, wire, reason] of BROKEN) {
  test(`${name} is a broken answer`, async () => {
    const error = await broken((socket) => socket.end(wire, 'latin1'));
    expect(error.message).toMatch(reason);
    expect(error.code).toBe(wire === '' ? 'NO_ANSWER' : 'BROKEN_ANSWER');
    // The next request must succeed.
    await server?.close();
    server = await serveWire((socket) => socket.write(`${OK}{}`));
    expect((await send()).response.status).toBe(200);
  });
}

test('a reset is a broken answer', async () => {
  const error = await broken((socket) => socket.resetAndDestroy());
  expect(error.message).toMatch(/was (reset|closed) before/);
});

test('a broken answer contains the part that was received', async () => {
  const error = await broken((socket) => socket.end(`${head('201 Made', 'Content-Length: 90')}{"name":`));
  expect(error.received).toMatchObject({ status: 201, bytes: 8, start: '{"name":' });
  expect(error.received.headers?.['content-length']).toBe('90');
});

test('an answer that starts too late is NO_ANSWER; one that ends too late is BROKEN_ANSWER', async () => {
  server = await serveWire((socket, request) => {
    if (request.includes('/drip')) socket.write(`${head('200 OK', 'Content-Length: 9')}{`);
  });
  const late = (path: string, ms: number) =>
    client
      .send({ ...GET, url: `${server?.url}${path}` }, { limits: { ms, bytes: 100 } })
      .catch((each: unknown) => each as BrokenAnswer);
  expect(await late('/never', 30)).toMatchObject({ code: 'NO_ANSWER', message: 'no answer within 0.03 s' });
  // A busy machine starts the answer later. Increase the limit until the answer has started.
  let ms = 30;
  let error = await late('/drip', ms);
  while ('code' in error && error.code === 'NO_ANSWER' && ms < 30_000) {
    ms *= 4;
    error = await late('/drip', ms);
  }
  expect(error).toMatchObject({ code: 'BROKEN_ANSWER', received: { bytes: 1 } });
});

test('an endless body is cut off at the size limit', async () => {
  const error = await broken((socket) => {
    socket.write(head('200 OK', 'Content-Type: application/json'));
    // A destroyed socket calls back immediately with an error. Stop writing then.
    const more = (error?: Error | null): unknown => error ?? socket.write('x'.repeat(10_000), more);
    more();
  });
  expect(error.message).toMatch(/larger than 0.1 MB/);
  expect(error.received.bytes).toBeLessThan(300_000);
});

test('unusual but valid HTTP answers are accepted', async () => {
  const allowed: readonly (readonly [number, string])[] = [
    [304, head('304 Not Modified', 'Content-Length: 3')],
    [200, `${head('103 Early Hints', 'Link: </x>')}${OK}{}`],
    [200, `${head('200 OK', `X-Big: ${'x'.repeat(60_000)}`, 'Content-Length: 2')}{}`],
    [200, `${head('200 OK', '__proto__: evil', 'constructor: x', 'Content-Length: 2')}{}`],
    [200, `${head('200 OK', 'Connection: close')}{}`],
  ];
  let answer = '';
  server = await serveWire((socket) => socket.end(answer));
  for (const [status, wire] of allowed) {
    answer = wire;
    const { response } = await send();
    expect(response.status, wire.slice(0, 60)).toBe(status);
    expect(response.headers.toString).toBeUndefined();
  }
});

test('blanks around a header are no part of its value', async () => {
  server = await serveWire((socket) =>
    socket.end(`${head('200 OK', 'X-A: \t 1 \t ', 'X-B: ', 'X-A: 2 ', 'Content-Length: 2')}{}`),
  );
  expect((await send()).response.headers).toMatchObject({ 'x-a': '1, 2', 'x-b': '' });
});

test('a header can have any name', async () => {
  server = await serveWire((socket) =>
    socket.end(`${head('200 OK', '__proto__: evil', 'constructor: x', 'Content-Length: 2')}{}`),
  );
  const { headers } = (await send()).response;
  expect(Object.entries(headers)).toEqual(
    expect.arrayContaining([
      ['__proto__', 'evil'],
      ['constructor', 'x'],
    ]),
  );
});

test('a request lost on a reused connection is retried once on a new connection', async () => {
  const seen: string[] = [];
  server = await serveWire((socket, request, nth) => {
    seen.push(`${request.split(' ')[0]} ${nth}`);
    if (nth === 1) socket.write(`${OK}{}`);
    else socket.destroy();
  });
  await send();
  expect((await send()).response.status).toBe(200);
  expect(seen).toEqual(['GET 1', 'GET 2', 'GET 1']);
});

test('a request is not retried if that is unsafe or if a new connection lost it', async () => {
  const seen: string[] = [];
  server = await serveWire((socket, request, nth) => {
    const [method = ''] = request.split(' ');
    // The client sends HEAD to check whether the server is alive.
    if (method !== 'HEAD') seen.push(method);
    if (nth === 1 && method === 'GET') socket.write(`${OK}{}`);
    else socket.destroy();
  });
  await send();
  expect(await send({ method: 'POST' }).catch((each: unknown) => each)).toMatchObject({ code: 'NO_ANSWER' });
  expect(await send({ method: 'PUT' }).catch((each: unknown) => each)).toMatchObject({ code: 'NO_ANSWER' });
  expect(seen).toEqual(['GET', 'POST', 'PUT']);
});

test('a request is not retried after its answer has started', async () => {
  let count = 0;
  server = await serveWire((socket, request, nth) => {
    if (!request.startsWith('HEAD')) count++;
    if (nth === 1) socket.write(`${OK}{}`);
    else socket.end('HTTP/1.1 2');
  });
  await send();
  expect(await send().catch((each: unknown) => each)).toMatchObject({ code: 'BROKEN_ANSWER' });
  expect(count).toBe(2);
});

test('refused connections are CONNECTION_FAILED even after a broken answer', async () => {
  const wire = await serveWire((socket) => {
    void wire.close();
    socket.destroy();
  });
  server = undefined;
  const error = await harnessError(() => client.send({ ...GET, url: `${wire.url}/a` }));
  expect(error.code).toBe('CONNECTION_FAILED');
});

test('paths are sent as written', async () => {
  const seen: string[] = [];
  server = await serveWire((socket, request) => {
    seen.push(request.split(' ')[1] ?? '');
    socket.write(`${OK}{}`);
  });
  const paths = ['/x/%2e%2e/y', '/a/../b', '/a%2Fb?x=%2B', '/a//b/?', '/a?n=x|y', '/%zz'];
  for (const path of paths) await client.send({ ...GET, url: server.url + path });
  expect(seen).toEqual(paths);
});
