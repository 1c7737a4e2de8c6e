import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { HttpClient } from '../../src/openstack/http-client.ts';
import { selfSigned } from '../support/certificate.ts';
import { type Folder, test as withFolder } from '../support/folder.ts';
import { harnessError } from '../support/mistakes.ts';
import { type Listening, serveTls } from '../support/server.ts';

const test = withFolder.extend<{ secured: Listening & { readonly certFile: string } }>({
  secured: async ({ folder }, use) => {
    const certificate = selfSigned(folder);
    const server = await serveTls((_, answer) => void answer.writeHead(204).end(), certificate);
    await use({ ...server, certFile: certificate.certFile });
    await server.close();
  },
});

async function status(url: string, caFile?: string): Promise<number> {
  const client = new HttpClient({ name: 'here', ...(caFile ? { caFile } : {}) });
  try {
    return (await client.send({ method: 'GET', url, headers: {} })).response.status;
  } finally {
    await client.close();
  }
}

const emptyBundle = (folder: Folder): string => {
  const file = join(folder.path, 'other.pem');
  writeFileSync(file, '');
  return file;
};

test('a certificate that nobody vouches for is TLS_FAILED', async ({ secured, folder }) => {
  expect((await harnessError(() => status(secured.url))).code).toBe('TLS_FAILED');
  expect((await harnessError(() => status(secured.url, emptyBundle(folder)))).code).toBe('TLS_FAILED');
});

test('a certificate in the CA bundle is trusted', async ({ secured }) => {
  expect(await status(secured.url, secured.certFile)).toBe(204);
});

test('a certificate of another host is TLS_FAILED, though trusted', async ({ secured }) => {
  const url = secured.url.replace('127.0.0.1', 'localhost');
  expect((await harnessError(() => status(url, secured.certFile))).code).toBe('TLS_FAILED');
});

test('http where https is spoken is CONNECTION_FAILED', async ({ secured }) => {
  expect((await harnessError(() => status(secured.url.replace('https:', 'http:')))).code).toBe(
    'CONNECTION_FAILED',
  );
});

test('a CA bundle that cannot be read is TLS_FAILED', async ({ secured, folder }) => {
  const error = await harnessError(() => status(secured.url, join(folder.path, 'absent.pem')));
  expect(error.code).toBe('TLS_FAILED');
  expect(error.message).toContain('absent.pem');
});
