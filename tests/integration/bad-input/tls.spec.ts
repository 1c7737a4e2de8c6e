import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { BrokenAnswer } from '../../../src/openstack/broken-answer.ts';
import { HttpClient } from '../../../src/openstack/http-client.ts';
import { type Folder, test as withFolder } from '../../support/files/folder.ts';
import { harnessError } from '../../support/scenarios/mistakes.ts';
import { selfSigned } from '../../support/servers/certificate.ts';
import { type Listening, serveTls } from '../../support/servers/server.ts';
import { serveWire } from '../../support/servers/wire.ts';

const test = withFolder.extend<{ secured: Listening & { readonly certFile: string } }>({
  secured: async ({ folder }, use) => {
    const certificate = selfSigned(folder);
    const server = await serveTls((_, answer) => void answer.writeHead(204).end(), certificate);
    await use({ ...server, certFile: certificate.certFile });
    await server.close();
  },
});

async function status(url: string, caFile?: string, headers = {}): Promise<number> {
  const client = new HttpClient({ name: 'here', ...(caFile ? { caFile } : {}) });
  try {
    return (await client.send({ method: 'GET', url, headers })).response.status;
  } finally {
    await client.close();
  }
}

const emptyBundle = (folder: Folder): string => {
  const file = join(folder.path, 'other.pem');
  writeFileSync(file, '');
  return file;
};

test('an untrusted certificate is TLS_FAILED', async ({ secured, folder }) => {
  expect((await harnessError(() => status(secured.url))).code).toBe('TLS_FAILED');
  expect((await harnessError(() => status(secured.url, emptyBundle(folder)))).code).toBe('TLS_FAILED');
});

test('a certificate in the CA bundle is trusted', async ({ secured }) => {
  expect(await status(secured.url, secured.certFile)).toBe(204);
});

test('the certificate is checked for the host of the URL, not for the Host header', async ({ secured }) => {
  expect(await status(secured.url, secured.certFile, { host: 'images.example.org' })).toBe(204);
});

test('a trusted certificate for another host is TLS_FAILED', async ({ secured }) => {
  const url = secured.url.replace('127.0.0.1', 'localhost');
  expect((await harnessError(() => status(url, secured.certFile))).code).toBe('TLS_FAILED');
});

test('HTTP to a TLS server is a broken answer, and HTTPS to a plain server is TLS_FAILED', async ({
  secured,
}) => {
  const plain = secured.url.replace('https:', 'http:');
  expect(await status(plain).catch((each: unknown) => each)).toBeInstanceOf(BrokenAnswer);
  const server = await serveWire((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const error = await harnessError(() => status(server.url.replace('http:', 'https:')));
  await server.close();
  expect(error.code).toBe('TLS_FAILED');
  expect(error.message).toContain('does not speak TLS');
});

test('a CA bundle without a valid certificate is TLS_FAILED, with the reason', async ({
  secured,
  folder,
}) => {
  for (const [text, reason] of [
    ['', 'holds no certificate'],
    ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'certificate 1 of 1'],
  ] as const) {
    const file = folder.write('broken.pem', text);
    const error = await harnessError(() => status(secured.url, file));
    expect(error.code).toBe('TLS_FAILED');
    expect(error.message).toContain(reason);
  }
});

test('a CA bundle that cannot be read is TLS_FAILED', async ({ secured, folder }) => {
  const error = await harnessError(() => status(secured.url, join(folder.path, 'absent.pem')));
  expect(error.code).toBe('TLS_FAILED');
  expect(error.message).toContain('absent.pem');
});
