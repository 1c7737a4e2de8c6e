import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { identityIn } from './run-files.ts';

/** The folder name that `run` chooses: start time and target. */
const RUN_FOLDER = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z-[\w.-]+$/;

/**
 * Removes the oldest runs on a target below a folder of reports, so that `kept` are left. Their history stays. Only
 * folders with a name as `run` chooses it and with a finished run of this target are removed.
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
