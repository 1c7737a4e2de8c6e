import { HarnessError } from '../../errors.ts';
import type { RunFile } from '../../model.ts';
import {
  completeRunFile,
  LAST,
  newestRun,
  noFinishedRun,
  readRunFile,
  runFileAt,
} from '../../runs/run-files.ts';
import type { Io } from '../command.ts';

/** What a command that reads a run receives: the run's name, or where to search for the newest one. */
interface Choice {
  readonly named: string | undefined;
  readonly reports: string;
  readonly target: string | undefined;
  readonly note: Io['progress'];
}

/**
 * The named run, or else the newest finished one.
 * @throws HarnessError RUN_FILE_INVALID if there is none, COMMAND_LINE for both a run and a target
 */
export function finishedRun({ named, reports, target, note }: Choice): RunFile {
  if (named !== undefined) return readRunFile(namedFile(named, reports, target));
  const run = newestRun(reports, (each) => target === undefined || each.target === target, note);
  if (run) return run;
  throw noFinishedRun(reports, target);
}

/**
 * The file of the named run, or else of the newest complete one.
 * @throws HarnessError RUN_FILE_INVALID if there is none, COMMAND_LINE for both a run and a target
 */
export const completeOrNamedFile = ({ named, reports, target, note }: Choice): string =>
  named === undefined ? completeRunFile(reports, target, note) : namedFile(named, reports, target);

function namedFile(named: string, reports: string, target: string | undefined): string {
  if (target === undefined || named === LAST) return runFileAt(named, reports, target);
  throw new HarnessError('COMMAND_LINE', `Both a run and --target ${target} are given`, {
    fix: 'Name the run, or leave it out for the newest run on the target.',
  });
}
