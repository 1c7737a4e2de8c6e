import { expect } from 'playwright/test';
import { summaryOf } from '../../../src/analysis/history.ts';
import { readHistory, writeHistory } from '../../../src/runs/history-files.ts';
import { test } from '../../support/files/folder.ts';
import { runFile } from '../../support/runs/results.ts';

const on = (id: string) => summaryOf(runFile([], { id, startedAt: `${id}T00:00:00.000Z`, digest: 'd' }));

test('summaries are read with the oldest first; other files in the folder are ignored', ({ folder }) => {
  writeHistory(folder.path, 'b', on('2026-01-02'));
  writeHistory(folder.path, 'c', on('2026-01-01'));
  folder.write('history/cut.json', '{"version": 1, "endpo');
  folder.write('history/other.json', '{"version": 2, "endpoints": []}');
  folder.write('history/note.txt', 'mine');
  expect(readHistory(folder.path).map(({ id }) => id)).toEqual(['2026-01-01', '2026-01-02']);
});

test('a missing history folder is an empty history', ({ folder }) => {
  expect(readHistory(folder.path)).toEqual([]);
});

test('a history that cannot be written is REPORT_FAILED', ({ folder }) => {
  folder.write('history', 'a file in the way');
  expect(() => writeHistory(folder.path, 'a', on('2026-01-01'))).toThrow(
    expect.objectContaining({ code: 'REPORT_FAILED' }),
  );
});
