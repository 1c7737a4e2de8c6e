import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { isComplete, type RunFile } from '../model.ts';
import { readVersioned } from './versioned-file.ts';

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

/** The newest finished run below a folder of reports that `fits`; undefined when there is none. */
export function newestRun(folder: string, fits: (run: RunFile) => boolean): RunFile | undefined {
  const file = newestRunFile(folder, fits);
  return file === undefined ? undefined : readRunFile(file);
}

function newestRunFile(folder: string, fits: (run: RunFile) => boolean): string | undefined {
  const names = existsSync(folder) ? readdirSync(folder).sort().reverse() : [];
  for (const name of names) {
    const file = join(folder, name, 'run.json');
    if (!existsSync(file)) continue;
    const run = attempt(() => readRunFile(file));
    if (run?.status === 'finished' && fits(run)) return file;
  }
  return undefined;
}

/** Undefined for a run file of another version, or one that something else left there. */
function attempt(read: () => RunFile): RunFile | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
