import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError, messageOf } from '../errors.ts';
import { type Body, isComplete, PackedJson, type RunFile } from '../model.ts';
import { readHead, readMembersBefore } from './headed-json.ts';
import { isRunWithoutScenarios, readVersioned } from './versioned-file.ts';
import type { RunIdentity } from './write-run-file.ts';

/** Receives a line about a skipped file. */
export type Note = (line: string) => void;

/** @throws HarnessError RUN_FILE_INVALID for a file that is not a run file of this version */
export function readRunFile(file: string): RunFile {
  const run = readVersioned(file, {
    name: 'run',
    code: 'RUN_FILE_INVALID',
    what: 'a run file',
    fix: 'Name a run.json that `run-scenarios` wrote.',
  });
  for (const { response } of exchangesOf(run)) response.body = PackedJson.revived(response.body);
  return run;
}

const exchangesOf = ({ scenarios }: RunFile) =>
  scenarios.flatMap(({ steps }) =>
    steps.flatMap(({ exchanges }) => Object.values(exchanges) as { readonly response: { body: Body } }[]),
  );

/** The name of the newest finished run. */
export const LAST = 'last';

/**
 * Path of a run file, given its path, its folder, the folder's name below the reports, or `last`.
 * @throws HarnessError RUN_FILE_INVALID if there is no last run
 */
export function runFileAt(named: string, reports: string, target?: string): string {
  if (named === LAST) return lastRunFile(reports, target);
  const [found = named] = [named, join(reports, named)].filter((path) => existsSync(path));
  return statSync(found, { throwIfNoEntry: false })?.isDirectory() ? join(found, 'run.json') : found;
}

function lastRunFile(reports: string, target: string | undefined): string {
  const file = newestRunFile(reports, (each) => target === undefined || each.target === target);
  if (file !== undefined) return file;
  throw noFinishedRun(reports, target);
}

export const noFinishedRun = (reports: string, target: string | undefined): HarnessError =>
  new HarnessError('RUN_FILE_INVALID', `No finished run${target ? ` on ${target}` : ''} in ${reports}`, {
    fix: `Make one: run-scenarios --target ${target ?? 'NAME'}`,
  });

/**
 * The newest complete run below a folder of reports, on a given target or any.
 * @throws HarnessError RUN_FILE_INVALID if there is none
 */
export const completeRun = (folder: string, target?: string, note?: Note): RunFile =>
  complete(folder, target, note).run;

/** The path of that run's file. @throws HarnessError RUN_FILE_INVALID if there is none */
export const completeRunFile = (folder: string, target?: string, note?: Note): string =>
  complete(folder, target, note).file;

function complete(folder: string, target: string | undefined, note?: Note): Found {
  const fits = (each: RunIdentity) => isComplete(each) && (target === undefined || each.target === target);
  const found = newest(folder, fits, note);
  if (found) return found;
  const which = target ? ` on ${target}` : '';
  throw new HarnessError('RUN_FILE_INVALID', `No complete run${which} in ${folder}`, {
    fix: `Make one: run-scenarios --target ${target ?? 'NAME'}, without a filter. Or name the run to read.`,
  });
}

/**
 * The newest readable run below a folder of reports that `fits`, by default a finished one; undefined if there is none.
 */
export const newestRun = (
  folder: string,
  fits: (run: RunIdentity) => boolean,
  note?: Note,
  statuses?: Statuses,
): RunFile | undefined => newest(folder, fits, note, statuses)?.run;

type Statuses = readonly RunFile['status'][];

const FINISHED: Statuses = ['finished'];

interface Found {
  readonly file: string;
  readonly run: RunFile;
}

function newest(
  folder: string,
  fits: (run: RunIdentity) => boolean,
  note?: Note,
  statuses?: Statuses,
): Found | undefined {
  for (const file of runsWith(folder, fits, note, statuses)) {
    const run = attempt(() => readRunFile(file), note);
    if (run) return { file, run };
  }
  return undefined;
}

/** Path of that run's file. Reads only the first line of each file. */
export const newestRunFile = (folder: string, fits: (run: RunIdentity) => boolean): string | undefined =>
  runsWith(folder, fits).next().value;

/** The newest run below a folder of reports that `fits`, whatever its status. Reads only the first line of each file. */
export function newestIdentity(folder: string, fits: (run: RunIdentity) => boolean): RunIdentity | undefined {
  const file = runsWith(folder, fits, undefined, ['running', 'finished', 'aborted']).next().value;
  return file === undefined ? undefined : identityIn(file);
}

/** The newest readable run below a folder of reports that `fits`, without its scenarios; undefined if there is none. */
export function newestWithoutScenarios(
  folder: string,
  fits: (run: RunIdentity) => boolean,
  note?: Note,
): WithoutScenarios | undefined {
  for (const file of runsWith(folder, fits, note)) {
    const run = readWithoutScenarios(file, note);
    if (run) return run;
  }
  return undefined;
}

export type WithoutScenarios = Omit<RunFile, 'scenarios'>;

/** A run without its scenarios, which are most of it; undefined if it cannot be read. */
export function readWithoutScenarios(file: string, note?: Note): WithoutScenarios | undefined {
  const members = readMembersBefore(file, 'scenarios');
  if (typeof members === 'object' && members !== null && isRunWithoutScenarios(members))
    return members as WithoutScenarios;
  return attempt(() => readRunFile(file), note);
}

function* runsWith(
  folder: string,
  fits: (run: RunIdentity) => boolean,
  note: Note = () => {},
  statuses: Statuses = FINISHED,
): Generator<string, undefined, undefined> {
  for (const name of namesIn(folder).sort().reverse()) {
    const file = join(folder, name, 'run.json');
    if (!existsSync(file)) continue;
    const run = identityIn(file);
    if (!run) note(`Skipped: ${file} is not a run file of this version`);
    if (run && statuses.includes(run.status) && fits(run)) yield file;
  }
}

/** The identity of the run in a file; undefined for another version or another kind of file. */
export function identityIn(file: string): RunIdentity | undefined {
  const found = readHead(file) as Partial<RunIdentity> | undefined;
  const known = found?.version === 1 && typeof found.target === 'string' && Array.isArray(found.filters);
  return known ? (found as RunIdentity) : undefined;
}

function attempt(read: () => RunFile, note: Note = () => {}): RunFile | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    note(`Passed over: ${error.message}`);
    return undefined;
  }
}

/** @throws HarnessError RUN_FILE_INVALID for a path that is not a folder or is unreadable */
function namesIn(folder: string): string[] {
  try {
    return existsSync(folder) ? readdirSync(folder) : [];
  } catch (error) {
    throw new HarnessError(
      'RUN_FILE_INVALID',
      `${folder} is not a folder of reports: ${messageOf(error, folder)}`,
      {
        fix: 'Name another folder.',
        cause: error,
      },
    );
  }
}
