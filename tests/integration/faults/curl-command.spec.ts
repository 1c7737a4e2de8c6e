import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect } from 'playwright/test';
import type { Exchange } from '../../../src/model.ts';
import { curlCommand, tokenVariable } from '../../../src/reporters/curl-command.ts';
import { shell } from '../../support/commands/shell.ts';
import { test as withFolder } from '../../support/files/folder.ts';
import { exchange } from '../../support/runs/results.ts';
import { type Received, recordingServer } from '../../support/servers/server.ts';

const TOKEN = 'gAAAA-not-in-the-text';
const VARIABLE = tokenVariable('target', 'glance/images/list', 'member');

type Send = (parts: Partial<Exchange>) => Promise<Received>;
/** `send` makes the curl command of an exchange, runs it in bash and returns the request that arrived. */
const test = withFolder.extend<{ send: Send }>({
  send: async ({ folder }, use) => {
    const server = await recordingServer();
    await use(async (parts) => {
      const command = curlCommand(exchange({ url: `${server.url}/v2/images`, ...parts }), VARIABLE);
      expect(command).not.toContain(TOKEN);
      await shell(`${command.replaceAll('http://here', server.url)}`, { [VARIABLE]: TOKEN }, folder.path);
      return server.received.at(-1) as Received;
    });
    await server.close();
  },
});

test('the command sends the method, the URL with brackets, and the token from the environment', async ({
  send,
}) => {
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
    const url = "http://here/v2/images?name=in:a,b&x=[1]&y={2}&z=it's$HOME";
    expect(await send({ method, url })).toMatchObject({
      method,
      url: "/v2/images?name=in:a,b&x=[1]&y={2}&z=it's$HOME",
      headers: { 'x-auth-token': TOKEN },
    });
  }
});

test('the actor nobody sends no token', async ({ send }) => {
  expect((await send({ actor: 'nobody' })).headers).not.toHaveProperty('x-auth-token');
});

test('the command sends all headers, including an empty one', async ({ send }) => {
  const requestHeaders = { 'x-a': `"it's" $HOME \`id\` !`, 'x-empty': '', 'content-type': 'text/x' };
  expect((await send({ method: 'PUT', requestHeaders, requestBody: { text: 'x' } })).headers).toMatchObject(
    requestHeaders,
  );
});

test('a body without a content type is sent without one', async ({ send }) => {
  const { headers } = await send({ method: 'PUT', requestBody: { text: 'x' } });
  expect(headers).not.toHaveProperty('content-type');
});

const HOSTILE = [
  'it\'s "so" \\ $HOME `id` !',
  "'!'",
  '@/etc/hostname',
  '-d',
  'größe 🙂',
  'two\nlines\n',
  '\r\n',
  '%41',
  '\t',
];
for (const text of HOSTILE) {
  test(`the body ${JSON.stringify(text)} is sent unchanged`, async ({ send }) => {
    expect((await send({ method: 'POST', requestBody: { text } })).body).toBe(text);
  });
}

test('JSON with any text is sent unchanged', async ({ send }) => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
      const { body } = await send({ method: 'POST', requestBody: { json: { name: text } } });
      expect(JSON.parse(body)).toEqual({ name: text });
    }),
    { numRuns: 25 },
  );
});

test('a file is sent unchanged', async ({ send, folder }) => {
  const file = folder.write("it's here/a b.bin", 'the content\n');
  expect((await send({ method: 'PUT', requestBody: { file } })).body).toBe('the content\n');
});

test('the token variable is a valid name in bash', () => {
  const name = tokenVariable('baseline', 'glance/images/list-v2.1 ü', 'admin');
  expect(execFileSync('bash', ['-c', `export ${name}=yes; echo "$${name}"`], { encoding: 'utf8' })).toBe(
    'yes\n',
  );
});
