import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { reproScript } from '../../../src/reporters/formats/repro-script.ts';
import { scenario, step } from '../../support/scenarios/stories.ts';

const run = promisify(execFile);

test('the script sends the same requests as the scenario, with any text, and reads ids from answers', async () => {
  const asked: { line: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => {
      body += data;
    });
    request.on('end', () => {
      asked.push({ line: `${request.method} ${request.url} ${request.headers['x-auth-token']}`, body });
      response.end(JSON.stringify({ id: 'abc', list: [{ name: 'x' }] }));
    });
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const texts = fc.sample(fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }), {
    numRuns: 5,
    seed: 1,
  });
  try {
    for (const text of [...texts, '$(touch /tmp/x) `id` "q" \\ \'s\' $HOME !', '$${not}']) {
      asked.length = 0;
      const json = { name: text, list: [text] };
      const make = step('make', 'POST', '/v2/images', {
        request: { method: 'POST', path: '/v2/images', headers: {}, body: { json } },
        capture: { 'image-id': '$.id' },
      });
      const script = reproScript(
        scenario([make, step('show', 'GET', '/v2/images/${image-id}', { as: 'admin' })]),
        {
          seen: ['a\nb'],
          read: () => Buffer.from(''),
        },
      );
      const file = test.info().outputPath('repro.sh');
      writeFileSync(file, script);
      const env = {
        ...process.env,
        GLANCE: `http://127.0.0.1:${port}`,
        TOKEN_MEMBER: 'mm',
        TOKEN_ADMIN: 'aa',
      };
      const { stdout } = await run('bash', [file], { env });
      expect(asked.map(({ line }) => line)).toEqual(['POST /v2/images mm', 'GET /v2/images/abc aa']);
      const sent = text.replaceAll('$${', '${');
      expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ name: sent, list: [sent] });
      expect(stdout).toContain('200 OK');
    }
  } finally {
    server.close();
  }
});

test('the script sends requests at once at the same moment, and shows all of their answers', async () => {
  const waiting: { readonly body: string; readonly response: ServerResponse }[] = [];
  // Each request waits for the other one.
  const server = createServer(async (request, response) => {
    waiting.push({ body: (await request.toArray()).join(''), response });
    if (waiting.length < 2) return;
    for (const each of waiting) each.response.end(JSON.stringify({ id: `id-of-${each.body}` }));
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const place = { file: 'a.yaml', line: 1, column: 1 };
  const one = (text: string, number: number) =>
    step(text, 'POST', '/v2/images', {
      request: { method: 'POST', path: '/v2/images', headers: {}, body: { text } },
      atOnce: { name: 'race', place, number, of: 2 },
    });
  try {
    const script = reproScript(scenario([one('first', 1), one('second', 2)]), {
      seen: [],
      read: () => Buffer.from(''),
    });
    const file = test.info().outputPath('race.sh');
    writeFileSync(file, script);
    const env = { ...process.env, GLANCE: `http://127.0.0.1:${port}`, TOKEN_MEMBER: 'mm' };
    const { stdout } = await run('bash', [file], { env });
    expect(waiting.map(({ body }) => body).sort()).toEqual(['first', 'second']);
    expect(stdout.match(/"id": "id-of-\w+"/g)).toEqual(['"id": "id-of-first"', '"id": "id-of-second"']);
  } finally {
    server.close();
  }
});
