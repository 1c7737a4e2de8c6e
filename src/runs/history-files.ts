import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError, messageOf } from '../errors.ts';
import type { RunSummary } from '../model.ts';

const folderOf = (reports: string): string => join(reports, 'history');

/**
 * Keeps a run's summary as `history/<run>.json` below the folder of reports.
 * @throws HarnessError REPORT_FAILED when it cannot be written.
 */
export function writeHistory(reports: string, run: string, summary: RunSummary): void {
  const file = join(folderOf(reports), `${run}.json`);
  try {
    mkdirSync(folderOf(reports), { recursive: true });
    writeFileSync(`${file}.next`, `${JSON.stringify(summary)}\n`);
    renameSync(`${file}.next`, file);
  } catch (error) {
    throw new HarnessError('REPORT_FAILED', `Cannot write ${file}: ${messageOf(error)}`, {
      fix: 'Make room, or name another folder with --output.',
      cause: error,
    });
  }
}

/** Every summary below a folder of reports, the oldest first; what is not one of this version is left out. */
export function readHistory(reports: string): RunSummary[] {
  let names: readonly string[];
  try {
    names = readdirSync(folderOf(reports)).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
  return names
    .flatMap((name) => summaryIn(join(folderOf(reports), name)) ?? [])
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

function summaryIn(file: string): RunSummary | undefined {
  try {
    const summary = JSON.parse(readFileSync(file, 'utf8'));
    return summary?.version === 1 && Array.isArray(summary.endpoints) ? summary : undefined;
  } catch {
    // Cut short by whatever killed the run that wrote it: trends can do without one.
    return undefined;
  }
}
