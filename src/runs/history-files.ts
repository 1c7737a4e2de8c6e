import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError, messageOf } from '../errors.ts';
import type { RunSummary } from '../model.ts';
import { headed, readHead, replaceFile } from './headed-json.ts';
import { readVersioned } from './versioned-file.ts';

const folderOf = (reports: string): string => join(reports, 'history');

/**
 * Stores a run's summary as `history/<run>.json` below the folder of reports.
 * @throws HarnessError REPORT_FAILED if it cannot be written
 */
export function writeHistory(reports: string, run: string, summary: RunSummary): void {
  const file = join(folderOf(reports), `${run}.json`);
  try {
    mkdirSync(folderOf(reports), { recursive: true });
    const { version, id, startedAt, target, missing, ...rest } = summary;
    replaceFile(file, [`${headed({ version, id, startedAt, target, missing }, rest)}\n`]);
  } catch (error) {
    throw new HarnessError('REPORT_FAILED', `Cannot write ${file}: ${messageOf(error, file)}`, {
      fix: 'Free disk space, or name another folder with --output.',
      cause: error,
    });
  }
}

/** Every summary below a folder of reports, oldest first. Skips files of other versions. */
export const readHistory = (reports: string): RunSummary[] =>
  summaries(reports)
    .flatMap((file) => summaryIn(file) ?? [])
    .sort(oldestFirst);

/** The missing queries of every run on a target, oldest first. Reads only the first lines of summaries. */
export const readFound = (reports: string, target: string): Found[] =>
  summaries(reports)
    .flatMap((file) => foundIn(file) ?? [])
    .filter((found) => found.target === target)
    .sort(oldestFirst);

export type Found = Pick<RunSummary, 'startedAt' | 'target' | 'missing'>;

const oldestFirst = (a: { readonly startedAt: string }, b: { readonly startedAt: string }): number =>
  a.startedAt < b.startedAt ? -1 : 1;

function summaries(reports: string): readonly string[] {
  try {
    const names = readdirSync(folderOf(reports)).filter((name) => name.endsWith('.json'));
    return names.map((name) => join(folderOf(reports), name));
  } catch {
    return [];
  }
}

function foundIn(file: string): Found | undefined {
  const head = (readHead(file) ?? summaryIn(file)) as Partial<RunSummary> | undefined;
  const known =
    head?.version === 1 &&
    [head.startedAt, head.target].every((each) => typeof each === 'string') &&
    Array.isArray(head.missing) &&
    head.missing.every((each) => typeof each === 'string');
  return known ? (head as RunSummary) : undefined;
}

/** A run's summary; undefined for a file of another version, or one truncated when its run was killed. */
export function summaryIn(file: string): RunSummary | undefined {
  try {
    return readVersioned(file, {
      name: 'history',
      code: 'RUN_FILE_INVALID',
      what: 'a summary of a run',
      fix: 'Remove it.',
    });
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    return undefined;
  }
}
