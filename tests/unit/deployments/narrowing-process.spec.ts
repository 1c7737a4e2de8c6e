import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { NarrowingProcess } from '../../../src/deployments/rome/narrowing-process.ts';

/** A program in place of Python. It runs shell commands for each request that it reads. */
function answering(commands: string): NarrowingProcess {
  const file = join(mkdtempSync(join(tmpdir(), 'narrow-')), 'python3');
  writeFileSync(file, `#!/bin/sh\nwhile read -r line; do\n${commands}\ndone\n`);
  chmodSync(file, 0o755);
  return new NarrowingProcess(file);
}

const REQUEST = { copy: [] };
const LONG = 60_000;

test('answers are assigned to their requests', async () => {
  const process = answering(
    'test -n "$first" || { first=$line; continue; }\necho \'{"id":"2","outcome":"same","returned":1}\'\necho \'{"id":"1","outcome":"copied"}\'',
  );
  const answers = await Promise.all([process.ask(REQUEST, LONG), process.ask(REQUEST, LONG)]);
  expect(answers.map((answer) => answer?.outcome)).toEqual(['copied', 'same']);
  process.stop();
});

for (const [what, commands] of Object.entries({
  'is not JSON': 'echo Traceback',
  'violates the schema': 'echo \'{"id":"1","outcome":"narrowed"}\'',
  'never comes because the process exits': 'exit 1',
}))
  test(`there is no result if the answer ${what}`, async () => {
    const process = answering(commands);
    expect(process.hasEnded).toBe(false);
    expect(await process.ask(REQUEST, LONG)).toBeUndefined();
    expect(process.hasEnded).toBe(true);
    expect(await process.ask(REQUEST, LONG)).toBeUndefined();
  });

test('there is no result after the timeout', async () => {
  const process = answering('sleep 600');
  expect(await process.ask(REQUEST, 50)).toBeUndefined();
  expect(process.hasEnded).toBe(true);
});

test('there is no result if Python is missing', async () => {
  expect(await new NarrowingProcess('/nowhere/python3').ask(REQUEST, LONG)).toBeUndefined();
});
