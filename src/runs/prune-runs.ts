import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { identityIn } from './run-files.ts';

/** How `run` names a folder: the time that it began, and the target. */
const RUN_FOLDER = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z-[\w.-]+$/;

/**
 * Removes the oldest runs on a target below a folder of reports, so that `kept` are left; their lines of the history stay.
 * Only folders that are named as `run` names them, and that have a finished run of this target, are removed.
 * @returns names of the removed folders
 */
export function pruneRuns(reports: string, target: string, kept: number): readonly string[] {
  const runs = readdirSync(reports)
    .filter((name) => RUN_FOLDER.test(name) && lstatSync(join(reports, name)).isDirectory())
    .filter((name) => {
      const run = identityIn(join(reports, name, 'run.json'));
      return run?.target === target && run.status !== 'running';
    })
    .sort();
  const removed = runs.slice(0, Math.max(0, runs.length - kept));
  for (const name of removed) rmSync(join(reports, name), { recursive: true, force: true });
  return removed;
}
