import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect } from 'playwright/test';
import { summaryOf } from '../../../src/analysis/history.ts';
import { earlierRuns, killedRunNote } from '../../../src/execution/finish-run.ts';
import { isComplete, type RunFile } from '../../../src/model.ts';
import { headed, readHead, readMembersBefore } from '../../../src/runs/headed-json.ts';
import { writeHistory } from '../../../src/runs/history-files.ts';
import { newestRun, newestRunFile, readRunFile, readWithoutScenarios } from '../../../src/runs/run-files.ts';
import { writeRunFile } from '../../../src/runs/write-run-file.ts';
import { bytesRead } from '../../support/files/bytes-read.ts';
import { type Folder, test } from '../../support/files/folder.ts';
import { missing, runFile, scenario, step } from '../../support/runs/results.ts';

const when = (index: number): string => new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString();

function addRun(folder: Folder, index: number, parts: Partial<RunFile>): string {
  const file = folder.write(`run-${String(index).padStart(3, '0')}/run.json`, '');
  writeRunFile(file, runFile(parts.scenarios ?? [], { startedAt: when(index), ...parts }));
  return file;
}

const large = Array.from({ length: 40 }, (_, index) =>
  scenario(`glance/${index}`, [step({ name: 'x'.repeat(20_000) })]),
);

test('only a chunk of each earlier run on other targets is read', ({ folder }) => {
  for (let index = 0; index < 30; index++) {
    addRun(folder, index, { target: 'other', scenarios: large });
    const run = runFile(large, { target: 'other', startedAt: when(index), digest: 'd' });
    writeHistory(folder.path, `run-${index}`, summaryOf(run));
  }
  const before = bytesRead();
  expect(earlierRuns(folder.path, 'rome').seen.size).toBe(0);
  // One chunk of each of 30 run files and 30 summaries. A whole run file is 50 chunks.
  expect(bytesRead() - before).toBeLessThan(60 * 20_000);
});

test('the first date of a missing query is read without the scenarios of the run file', ({ folder }) => {
  const found = [missing('image_get', 'limit', { firstSeen: '2025-05-05T05:05:05.000Z' })];
  const file = addRun(folder, 1, { target: 'rome', scenarios: large, missing: found });
  const before = bytesRead();
  const { seen, complete } = earlierRuns(folder.path, 'rome');
  expect([...seen]).toEqual([['image_get limit', '2025-05-05T05:05:05.000Z']]);
  expect(bytesRead() - before).toBeLessThan(100_000);
  const earlier = complete();
  expect(bytesRead() - before).toBeLessThan(200_000);
  const { scenarios, ...whole } = readRunFile(file);
  expect(scenarios.length).toBeGreaterThan(0);
  expect(earlier).toEqual(whole);
});

test('a run warns if the last run on its target was killed', ({ folder }) => {
  addRun(folder, 1, { target: 'rome', status: 'running', finishedAt: undefined });
  expect(killedRunNote(folder.path, 'rome')).toContain('run-scenarios reset');
  expect(killedRunNote(folder.path, 'other')).toBeUndefined();
  addRun(folder, 2, { target: 'other', status: 'running' });
  addRun(folder, 3, { target: 'rome', status: 'aborted' });
  expect(killedRunNote(folder.path, 'rome')).toBeUndefined();
});

test('the newest matching finished run is found; invalid files are ignored', ({ folder }) => {
  const runs: readonly Partial<RunFile>[] = [
    { target: 'rome', id: 'whole' },
    { target: 'rome', id: 'filtered', filters: ['glance'] },
    { target: 'rome', id: 'aborted', status: 'aborted' },
    { target: 'other', id: 'elsewhere' },
  ];
  runs.forEach((parts, index) => void addRun(folder, index, parts));
  folder.write('run-900/run.json', '{"version":1}');
  folder.write('run-901/run.json', '');
  folder.write('run-902/run.json', '{"version":2,"target":"rome","filters":[],"status":"finished",\n"a":1}');
  folder.write('run-903/note.txt', 'not a run');
  // A truncated file, like a copy on a full disk.
  const whole = readFileSync(newestRunFile(folder.path, ({ id }) => id === 'whole') as string, 'utf8');
  folder.write('run-904/run.json', whole.slice(0, -20));

  expect(newestRun(folder.path, (run) => run.target === 'rome' && isComplete(run))?.id).toBe('whole');
  expect(newestRun(folder.path, ({ id }) => id === 'filtered')?.filters).toEqual(['glance']);
  expect(newestRun(folder.path, ({ id }) => id === 'aborted')).toBeUndefined();
  expect(newestRun(`${folder.path}/nowhere`, () => true)).toBeUndefined();
});

test('a written run file is read unchanged: whole, without scenarios, or only its first line', ({
  folder,
}) => {
  const run = runFile([scenario('glance/a', [step()])], { missing: [missing('image_get', 'limit')] });
  const file = folder.write('run.json', '');
  writeRunFile(file, run);
  expect(readRunFile(file)).toEqual(JSON.parse(JSON.stringify(run)));
  const { scenarios: _, ...members } = run;
  expect(readWithoutScenarios(file)).toEqual(JSON.parse(JSON.stringify(members)));
  expect(readHead(file)).toMatchObject({ version: 1, id: run.id, target: run.target, status: run.status });
});

test('the first members of a file are read unchanged, regardless of their length', ({ folder }) => {
  const key = fc.string().map((text) => `k${text}`);
  const members = fc.dictionary(key, fc.jsonValue(), { minKeys: 1, maxKeys: 5 });
  fc.assert(
    fc.property(members, members, fc.integer({ min: 0, max: 40_000 }), (head, rest, length) => {
      const written = { ...head, filler: 'é'.repeat(length) };
      const file = folder.write('a.json', headed(written, { scenarios: [], ...rest }));
      expect(readHead(file)).toEqual(JSON.parse(JSON.stringify(written)));
      expect(readMembersBefore(file, 'scenarios')).toEqual(JSON.parse(JSON.stringify(written)));
    }),
    { numRuns: 50 },
  );
});
