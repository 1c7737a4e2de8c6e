import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { pruneRuns } from '../../../src/runs/prune-runs.ts';
import { writeRunFile } from '../../../src/runs/write-run-file.ts';
import { type Folder, test } from '../../support/files/folder.ts';
import { runFile } from '../../support/runs/results.ts';

function runAt(folder: Folder, name: string, run: Partial<ReturnType<typeof runFile>> = {}): string {
  folder.write(`${name}/junit.xml`, '');
  writeRunFile(join(folder.path, name, 'run.json'), {
    ...runFile([]),
    target: 'rome',
    status: 'finished',
    ...run,
  });
  return name;
}

test('only the oldest finished runs on the target are removed', async ({ folder }) => {
  const day = (number: number, target = 'rome') => `2026-11-0${number}T10-00-00-000Z-${target}`;
  const [first, second, third] = [1, 2, 3].map((number) => runAt(folder, day(number)));
  const kept = [
    third,
    runAt(folder, day(1, 'other'), { target: 'other' }),
    runAt(folder, '2026-10-01T10-00-00-000Z-rome', { status: 'running' }),
    runAt(folder, 'my-own-copy'),
  ];
  folder.write('2026-11-01T09-00-00-000Z-rome/notes.txt', 'no run');
  expect(pruneRuns(folder.path, 'rome', 1)).toEqual([first, second]);
  for (const name of kept) expect(existsSync(join(folder.path, name ?? '', 'run.json'))).toBe(true);
  expect(existsSync(join(folder.path, '2026-11-01T09-00-00-000Z-rome/notes.txt'))).toBe(true);
  expect(existsSync(join(folder.path, first ?? ''))).toBe(false);
  expect(pruneRuns(folder.path, 'rome', 1)).toEqual([]);
});
