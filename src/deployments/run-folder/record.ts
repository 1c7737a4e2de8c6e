/** The record of a deployment in its run folder, `deployment.json`, for later runs. */

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DEPLOYMENT_FILES, type DeploymentRecord } from '../file-kinds.ts';
import { isAlive } from '../processes/identity.ts';

const NAME = 'deployment.json';

/** Writes atomically and synchronously: if this run is killed right after, no unknown process may remain. */
function writeRecord(folder: string, record: DeploymentRecord): void {
  const file = join(folder, NAME);
  writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Undefined if the folder has no record, or an invalid one. */
export function readRecord(folder: string): DeploymentRecord | undefined {
  try {
    return DEPLOYMENT_FILES.parse('deployment', readFileSync(join(folder, NAME), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whether a deployment is persistent and all its processes run. */
export const isPersistent = (record: DeploymentRecord): boolean =>
  record.keep && record.state === 'ready' && record.processes.every(isAlive);

export interface Recording {
  note(changes: Partial<DeploymentRecord>): void;
  /** Adds a process that has just started. */
  started(process: DeploymentRecord['processes'][number]): void;
}

/** Writes a folder's record now, and again with each change. */
export function recordIn(folder: string, first: DeploymentRecord): Recording {
  let record = first;
  const note = (changes: Partial<DeploymentRecord>) => {
    record = { ...record, ...changes };
    writeRecord(folder, record);
  };
  note({});
  return {
    note,
    started: ({ name, log, pid, start }) =>
      note({ processes: [...record.processes, { name, log, pid, start }] }),
  };
}

/** Removes a run folder, its record last: a later run that finds the record finishes a removal that was cut short. */
export async function removeRunFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const others = names.filter((name) => name !== NAME);
  for (const each of [...others.map((name) => join(folder, name)), folder])
    await rm(each, { recursive: true, force: true, maxRetries: 3 });
}
