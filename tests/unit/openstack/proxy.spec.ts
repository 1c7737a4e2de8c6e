import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'playwright/test';
import { HttpClient } from '../../../src/openstack/http-client.ts';
import { harnessError } from '../../support/scenarios/mistakes.ts';

const NAMES = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'];
const before = NAMES.map((name) => [name, process.env[name]] as const);

test.beforeEach(() => {
  for (const name of NAMES) delete process.env[name];
});
test.afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

const clientThrough = (proxy: string): HttpClient => {
  process.env.http_proxy = proxy;
  return new HttpClient({ name: 'here' }, { connectPauses: [] });
};

test('a proxy without a scheme is an HTTP proxy', async () => {
  const asked: string[] = [];
  const proxy = createServer().on('connect', ({ url }, socket) => {
    asked.push(url ?? '');
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  for (const written of [host, `${host}/`, `http://${host}`, `user:word@${host}`]) {
    const client = clientThrough(written);
    const error = await harnessError(() =>
      client.send({ method: 'GET', url: 'http://one.invalid/', headers: {} }),
    );
    expect(error.message).toContain('407');
    await client.close();
  }
  proxy.close();
  expect(asked).toEqual(Array(4).fill('one.invalid:80'));
});

test('a proxy without a usable URL is CONFIG_INVALID, and is not quoted', async () => {
  for (const proxy of [
    'socks5://u:Pr0xy-Pw@one:1',
    'ht!tp://u:Pr0xy-Pw@[',
    'http://',
    'u:Pr0xy-Pw@one:99999',
    ' ',
  ]) {
    const error = await harnessError(() => clientThrough(proxy));
    expect(error.code, proxy).toBe('CONFIG_INVALID');
    expect(error.message).toContain('http_proxy');
    expect(error.message).not.toContain('Pr0xy-Pw');
  }
});

test('a proxy that cannot be reached is named in the error', async () => {
  const client = clientThrough('http://u:Pr0xy-Pw@127.0.0.1:9');
  const error = await harnessError(() =>
    client.send({ method: 'GET', url: 'http://one.invalid/', headers: {} }),
  );
  await client.close();
  expect(error.code).toBe('CONNECTION_FAILED');
  expect(error.message).toContain('http://127.0.0.1:9');
  expect(error.message).not.toContain('Pr0xy-Pw');
});
