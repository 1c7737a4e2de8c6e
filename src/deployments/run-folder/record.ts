/** What a run folder says about its deployment, for later runs: `deployment.json`. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOYMENT_FILES, type DeploymentRecord } from '../file-kinds.ts';
import { isAlive } from '../processes/identity.ts';

const NAME = 'deployment.json';

/** Written atomically and at once: a run that is killed right after must not leave unknown processes. */
function writeRecord(folder: string, record: DeploymentRecord): void {
  const file = join(folder, NAME);
  writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Undefined when the folder has none, or one that this version cannot have written. */
export function readRecord(folder: string): DeploymentRecord | undefined {
  try {
    return DEPLOYMENT_FILES.parse('deployment', readFileSync(join(folder, NAME), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Kept, and all of it still runs. */
export const isPersistent = (record: DeploymentRecord): boolean =>
  record.keep && record.state === 'ready' && record.processes.every(isAlive);

export interface Recording {
  note(changes: Partial<DeploymentRecord>): void;
  /** Adds a process that was just started. */
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
