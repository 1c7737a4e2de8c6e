import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { isComplete, type RunFile } from '../model.ts';
import { readHead, readMembersBefore } from './headed-json.ts';
import { readVersioned } from './versioned-file.ts';
import type { RunIdentity } from './write-run-file.ts';

/** @throws HarnessError RUN_FILE_INVALID for a file that is not a run file of this version. */
export const readRunFile = (file: string): RunFile =>
  readVersioned<RunFile>(file, {
    code: 'RUN_FILE_INVALID',
    what: 'a run file',
    fix: 'Name a run.json that `run-scenarios` wrote.',
  });

/**
 * The newest complete run below a folder of reports, on any target or on one.
 * @throws HarnessError RUN_FILE_INVALID when there is none.
 */
export const completeRun = (folder: string, target?: string): RunFile =>
  readRunFile(completeRunFile(folder, target));

/** Its file. @throws HarnessError RUN_FILE_INVALID when there is none. */
export function completeRunFile(folder: string, target?: string): string {
  const file = newestRunFile(
    folder,
    (each) => isComplete(each) && (target === undefined || each.target === target),
  );
  if (file) return file;
  const which = target ? ` on ${target}` : '';
  throw new HarnessError('RUN_FILE_INVALID', `There is no complete run${which} in ${folder}`, {
    fix: `Make one: run-scenarios --target ${target ?? 'NAME'}, without a filter.`,
  });
}

/** The newest finished run below a folder of reports that `fits` and can be read; undefined when there is none. */
export function newestRun(folder: string, fits: (run: RunIdentity) => boolean): RunFile | undefined {
  for (const file of finishedRuns(folder, fits)) {
    const run = attempt(() => readRunFile(file));
    if (run) return run;
  }
  return undefined;
}

/** Path of that run's file. Of the others only the first line is read, whatever their size. */
export const newestRunFile = (folder: string, fits: (run: RunIdentity) => boolean): string | undefined =>
  finishedRuns(folder, fits).next().value;

/** All of a run but its scenarios, which are most of it; undefined when it cannot be read. */
export const readWithoutScenarios = (file: string): Omit<RunFile, 'scenarios'> | undefined =>
  (readMembersBefore(file, 'scenarios') as Omit<RunFile, 'scenarios'> | undefined) ??
  attempt(() => readRunFile(file));

function* finishedRuns(
  folder: string,
  fits: (run: RunIdentity) => boolean,
): Generator<string, undefined, undefined> {
  for (const name of existsSync(folder) ? readdirSync(folder).sort().reverse() : []) {
    const file = join(folder, name, 'run.json');
    const run = identityIn(file);
    if (run?.status === 'finished' && fits(run)) yield file;
  }
}

/** Undefined for a run file of another version, or one that something else left there. */
function identityIn(file: string): RunIdentity | undefined {
  const found = readHead(file) as Partial<RunIdentity> | undefined;
  const known = found?.version === 1 && typeof found.target === 'string' && Array.isArray(found.filters);
  return known ? (found as RunIdentity) : undefined;
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
