/** What a run folder says about its deployment, for later runs: `deployment.json`. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '../../model.ts';
import type { Database } from '../databases/databases.ts';
import { isAlive, type ProcessIdentity } from '../processes/identity.ts';
import { DEBIAN } from '../releases/releases.ts';
import type { Ports } from '../services/components.ts';

/** A deployment that this project boots. */
export interface ManagedSpec {
  readonly name: string;
  readonly backend: 'sql' | 'rome';
  /** Of its SQL databases; SQLite when left out, and on ROME. */
  readonly database?: Database;
  /** Release of OpenStack, or `debian` for the distribution's packages, which is also meant when it is left out. */
  readonly release?: string;
  /** What it serves; Glance alone when left out. */
  readonly services?: readonly Service[];
  /** Construct to the way in which ROME falls short of it. */
  readonly profile?: Readonly<Record<string, string>>;
  /** Paths of edited discovery copies; without one the copy is made from the installed package. */
  readonly copy?: Copies;
}

export type Copies = Readonly<Partial<Record<Service, string>>>;

export const servicesOf = ({ services }: ManagedSpec): readonly Service[] => services ?? ['glance'];

export const databaseOf = ({ database }: ManagedSpec): Database => database ?? 'sqlite';

export const releaseOf = ({ release }: ManagedSpec): string => release ?? DEBIAN;

export interface DeploymentRecord {
  readonly version: 1;
  readonly spec: ManagedSpec;
  /** Of everything that decides what the deployment answers. */
  readonly hash: string;
  readonly state: 'booting' | 'ready' | 'failed';
  readonly keep: boolean;
  readonly probe: boolean;
  readonly owner: ProcessIdentity;
  readonly processes: readonly (ProcessIdentity & { readonly name: string; readonly log: string })[];
  readonly ports: Ports;
}

const NAME = 'deployment.json';

/** Written in one go and at once: a run that is killed right after must not leave processes nobody knows of. */
function writeRecord(folder: string, record: DeploymentRecord): void {
  const file = join(folder, NAME);
  writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Undefined when the folder has none, or one of another version. */
export function readRecord(folder: string): DeploymentRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(join(folder, NAME), 'utf8'));
    return record.version === 1 ? record : undefined;
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
