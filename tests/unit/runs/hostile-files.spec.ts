import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect } from 'playwright/test';
import type { RunFile } from '../../../src/model.ts';
import { newestRun, readRunFile } from '../../../src/runs/run-files.ts';
import { writeRunFile } from '../../../src/runs/write-run-file.ts';
import { test } from '../../support/files/folder.ts';
import { endpointResult, runFile, scenario, step } from '../../support/runs/results.ts';
import { harnessError } from '../../support/scenarios/mistakes.ts';

const RUN = runFile([scenario('glance/images/list', [step()])], { endpoints: [endpointResult()] });

test('a written run file is read unchanged', ({ folder }) => {
  const file = folder.write('run.json', '');
  writeRunFile(file, RUN);
  expect(readRunFile(file)).toEqual(JSON.parse(JSON.stringify(RUN)));
});

/** Members that the types require. */
const required = [
  'id',
  'status',
  'filters',
  'scenarios',
  'endpoints',
  'requirements',
  'dbApi',
  'missing',
  'ms',
];

test('a missing member or a member of a wrong type is RUN_FILE_INVALID', { tag: '@long' }, async ({
  folder,
}) => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...required),
      fc.constantFrom(undefined, null, 5, 'x', [5], [null], {}),
      async (key, value) => {
        fc.pre(typeof value !== typeof RUN[key as keyof RunFile] || Array.isArray(value) || value === null);
        const file = folder.write('run.json', JSON.stringify({ ...RUN, [key]: value }));
        const error = await harnessError(() => readRunFile(file));
        expect(error.code).toBe('RUN_FILE_INVALID');
        expect(error.failure.place?.file).toBe(file);
      },
    ),
  );
});

const ODD: Readonly<Record<string, string>> = {
  'a stub': '{"version":1}',
  'another version': '{"version":2}',
  'invalid JSON': '{"version":1,"password":"Sup3r-s3cret',
  'an empty file': '',
  'a shard number of a thousand million': JSON.stringify({ ...RUN, shard: { index: 1, of: 1e9, plan: 'x' } }),
  'a target outside the folder': JSON.stringify({ ...RUN, target: '../../..' }),
  'an invalid time': JSON.stringify({ ...RUN, startedAt: '9999-99-99' }),
  'unlimited nesting': `{"version":1,"id":${'['.repeat(100_000)}`,
};
for (const [what, text] of Object.entries(ODD)) {
  test(`${what} is rejected with the file name and skipped by newestRun`, async ({ folder }) => {
    const file = folder.write('9999-x/run.json', text);
    const error = await harnessError(() => readRunFile(file));
    expect(error.failure.place?.file).toBe(file);
    expect(error.message).not.toContain('Sup3r');
    writeRunFile(folder.write('2026-a/run.json', ''), { ...RUN, status: 'finished' });
    const notes: string[] = [];
    expect(
      newestRun(
        folder.path,
        () => true,
        (line) => void notes.push(line),
      )?.id,
    ).toBe(RUN.id);
    expect(notes).toHaveLength(1);
  });
}

test('a pipe and a folder are RUN_FILE_INVALID, without waiting', async ({ folder }) => {
  folder.write('keep', '');
  execFileSync('mkfifo', [`${folder.path}/pipe`]);
  for (const name of ['pipe', '.'])
    expect((await harnessError(() => readRunFile(`${folder.path}/${name}`))).code).toBe('RUN_FILE_INVALID');
});
