import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { Correspondence } from '../../../src/assertions/compare/correspondence.ts';
import { compareResponses, finished } from '../../../src/assertions/compare/response.ts';
import { select } from '../../../src/assertions/expect.ts';
import type { Body, Response } from '../../../src/model.ts';
import { Content } from '../../../src/openstack/body.ts';
import { redactResult } from '../../../src/runner/redact/redact-result.ts';
import { Secrets } from '../../../src/runner/redact/secrets.ts';
import { readRunFile } from '../../../src/runs/run-files.ts';
import { ScenarioLines } from '../../../src/runs/scenario-lines.ts';
import { writeRunFile } from '../../../src/runs/write-run-file.ts';
import { type Folder, test } from '../../support/files/folder.ts';
import { exchange, runFile, scenario, step } from '../../support/runs/results.ts';

const HEADERS = { 'content-type': 'application/json' };
const MOST = 2 ** 23;

/** JSON text of more than 1 MiB, with `members` beside its list. */
const largeText = (members: string): string =>
  `{${members}, "images": [${Array.from({ length: 6000 }, (_, index) => `{"name": "image ${index}", "size": ${index}, "tags": ["one", "two"], "description": "${'a text of thirty characters, or '.repeat(5)}"}`).join(', ')}]}`;

/** Receives a body in chunks of 64 KiB, as from a connection. */
async function received(text: string | Buffer, headers: Response['headers'] = HEADERS): Promise<Body> {
  const content = new Content(headers, MOST);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 65_536) content.add(bytes.subarray(at, at + 65_536));
  return content.body(headers, MOST);
}

const answer = async (text: string): Promise<Response> => ({
  status: 200,
  headers: HEADERS,
  body: await received(text),
});

/** A scenario whose step got the same answer from both sides, without secrets. */
function redacted(response: Response, ...known: readonly string[]) {
  const secrets = new Secrets();
  for (const each of known) secrets.add(each);
  const exchanges = { baseline: exchange({ response }), target: exchange({ response }) };
  return redactResult(scenario('glance/a', [step({ exchanges })]), secrets);
}

/** The text of a run file with a result, after it was stored, and the answer that is read from it. */
function stored(folder: Folder, result: ReturnType<typeof redacted>): { text: string; read: Response } {
  const lines = new ScenarioLines(join(folder.path, 'lines'));
  const file = join(folder.path, 'run.json');
  writeRunFile(file, runFile([lines.set(result)]), ({ id }) => lines.line(id));
  const read = readRunFile(file).scenarios[0]?.steps[0]?.exchanges.target?.response as Response;
  return { text: readFileSync(file, 'utf8'), read };
}

test('a large body is small in the run file, and is read from it unchanged', { tag: '@long' }, async ({
  folder,
}) => {
  const text = largeText('"exact": 9007199254740993, "none": NaN');
  const response = await answer(text);
  const small = JSON.parse(text.replace('NaN', 'null'));
  expect(response.body).toMatchObject({ kind: 'json', value: small });
  const { read } = stored(folder, redacted(response));
  expect(statSync(join(folder.path, 'run.json')).size).toBeLessThan(text.length / 2);
  expect(read.body).toMatchObject({ kind: 'json', value: small });
  expect(select('$.exact', read)?.toString()).toBe('9007199254740993');
  expect(read.body).toMatchObject({ numbers: [{ at: ['exact'] }, { at: ['none'], text: 'NaN' }] });
});

test('a large body of another charset is read, and one that is not valid is compared as text or bytes', {
  tag: '@long',
}, async () => {
  const latin = { 'content-type': 'application/json; charset=latin1' };
  const text = largeText('"name": "café"');
  expect(await received(Buffer.from(text, 'latin1'), latin)).toMatchObject({ value: { name: 'café' } });
  expect((await received(Buffer.from(text, 'latin1'))).kind).toBe('binary');
  expect(await received(`${text}]`)).toEqual({ kind: 'text', text: `${text}]` });
});

for (const [what, members, ...known] of [
  ['a value under a secret name', '"admin_password": "Pa55-of-admin"'],
  ['a number under a secret name', '"token": 9007199254740993'],
  ['a known value', '"note": "it is s3cr3t-value!"', 's3cr3t-value'],
  ['a known value with escapes', '"note": "s3cr3t\\u002dvalue"', 's3cr3t-value'],
  ['a name with escapes', '"\\u0070assword": "Pa55-of-admin"'],
  [
    'a name in Base64',
    `"user_data": "${Buffer.from('admin_pass: Pa55-of-admin').toString('base64')}"`,
    'Pa55-of-admin',
  ],
] as const)
  test(`${what} in a large body is not stored`, { tag: '@long' }, async ({ folder }) => {
    const text = largeText(members);
    const { text: file, read } = stored(folder, redacted(await answer(text), ...known));
    const shown = JSON.stringify((read.body as { value: unknown }).value);
    for (const each of [file, shown]) expect(each).not.toMatch(/Pa55-of-admin|s3cr3t-value|9007199254740993/);
    expect(shown).toContain('[redacted]');
    expect(shown).toContain('image 5999');
  });

test('large bodies are compared as others, and a difference is found at its place', {
  tag: '@long',
}, async () => {
  const differences = (baseline: Response, target: Response) =>
    finished(
      compareResponses(baseline, target, {
        correspondence: new Correspondence(),
        own: { baseline: [], target: [] },
        path: '/v2/images?sort=name:asc',
      }),
    );
  const text = largeText('"next": "none"');
  const baseline = await answer(text);
  expect(differences(baseline, await answer(text))).toEqual([]);
  const other = text.replace('image 7"', 'image seven"');
  expect(differences(baseline, await answer(other))).toEqual([
    { kind: 'value', path: '$.images[7].name', baseline: 'image 7', target: 'image seven' },
  ]);
});
