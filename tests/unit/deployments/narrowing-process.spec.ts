import { chmodSync } from 'node:fs';
import { expect } from 'playwright/test';
import { NarrowingProcess } from '../../../src/deployments/rome/narrowing-process.ts';
import { type Folder, test } from '../../support/files/folder.ts';

/** A program in place of Python. It runs shell commands for each request that it reads. */
function answering(folder: Folder, commands: string): NarrowingProcess {
  const file = folder.write('python3', `#!/bin/sh\nwhile read -r line; do\n${commands}\ndone\n`);
  chmodSync(file, 0o755);
  return new NarrowingProcess(file);
}

const REQUEST = { copy: [] };
const LONG = 60_000;

test('answers are assigned to their requests', async ({ folder }) => {
  const process = answering(
    folder,
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
  test(`there is no result if the answer ${what}`, async ({ folder }) => {
    const process = answering(folder, commands);
    expect(process.hasEnded).toBe(false);
    expect(await process.ask(REQUEST, LONG)).toBeUndefined();
    expect(process.hasEnded).toBe(true);
    expect(await process.ask(REQUEST, LONG)).toBeUndefined();
  });

test('there is no result after the timeout', async ({ folder }) => {
  const process = answering(folder, 'sleep 600');
  expect(await process.ask(REQUEST, 50)).toBeUndefined();
  expect(process.hasEnded).toBe(true);
});

test('there is no result if Python is missing', async () => {
  expect(await new NarrowingProcess('/nowhere/python3').ask(REQUEST, LONG)).toBeUndefined();
});
