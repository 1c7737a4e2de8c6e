import { expect } from 'playwright/test';
import { summaryOf } from '../../../src/analysis/history.ts';
import { readHistory, writeHistory } from '../../../src/runs/history-files.ts';
import { test } from '../../support/files/folder.ts';
import { runFile } from '../../support/runs/results.ts';

const at = (startedAt: string) => summaryOf(runFile([], { id: startedAt, startedAt, digest: 'd' }));

test('summaries are read with the oldest first; other files in the folder are ignored', ({ folder }) => {
  writeHistory(folder.path, 'b', at('2026-01-02T00:00:00.000Z'));
  writeHistory(folder.path, 'c', at('2026-01-01T00:00:00.000Z'));
  folder.write('history/cut.json', '{"version": 1, "endpo');
  folder.write('history/other.json', '{"version": 2, "endpoints": []}');
  folder.write('history/note.txt', 'mine');
  expect(readHistory(folder.path).map(({ id }) => id)).toEqual([
    '2026-01-01T00:00:00.000Z',
    '2026-01-02T00:00:00.000Z',
  ]);
});

test('a missing history folder is an empty history', ({ folder }) => {
  expect(readHistory(folder.path)).toEqual([]);
});

test('a history that cannot be written is REPORT_FAILED', ({ folder }) => {
  folder.write('history', 'a file in the way');
  expect(() => writeHistory(folder.path, 'a', at('2026-01-01T00:00:00.000Z'))).toThrow(
    expect.objectContaining({ code: 'REPORT_FAILED' }),
  );
});
