/** Run folders of earlier runs: persistent deployments, and leftovers of killed runs. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeploymentRecord } from '../file-kinds.ts';
import { runsFolder } from '../machine/paths.ts';
import { isPersistent, readRecord, removeRunFolder } from '../run-folder/record.ts';
import { end, isAlive } from './identity.ts';

/** How long to keep the logs of a failed boot. */
const FAILED_MS = 24 * 3_600_000;
/** A folder without a record after this time is a leftover. */
const UNRECORDED_MS = 10 * 60_000;

export interface PersistentDeployment {
  readonly folder: string;
  readonly record: DeploymentRecord;
}

/** Persistent deployments that are still running. */
export async function running(): Promise<readonly PersistentDeployment[]> {
  const found = (await folders()).map((folder) => ({ folder, record: readRecord(folder) }));
  return found.filter(
    (entry): entry is PersistentDeployment => entry.record !== undefined && isPersistent(entry.record),
  );
}

/** Stops a deployment's processes and removes its folder. */
export async function remove({ folder, record }: PersistentDeployment): Promise<void> {
  await Promise.all(record.processes.map(end));
  await removeRunFolder(folder);
}

/** Leftovers of killed runs and of old failed boots. */
export async function leftOvers(): Promise<readonly PersistentDeployment[]> {
  const found: PersistentDeployment[] = [];
  for (const folder of await folders()) {
    const record = readRecord(folder);
    if (record && isLeftOver(record, await age(folder))) found.push({ folder, record });
  }
  return found;
}

/** Stops leftover processes and removes their folders. Returns one line for each. */
export async function sweep(): Promise<readonly string[]> {
  const done: string[] = [];
  for (const { folder, record } of await leftOvers()) {
    const alive = record.processes.filter(isAlive);
    await remove({ folder, record });
    const stopped = alive.length > 0 ? `, stopped ${alive.map(({ name }) => name).join(', ')}` : '';
    done.push(`Removed ${record.spec.name} of an earlier run${stopped}`);
  }
  for (const folder of await folders()) {
    if (readRecord(folder) || (await age(folder)) < UNRECORDED_MS) continue;
    await rm(folder, { recursive: true, force: true });
    done.push(`Removed ${folder}, which is unused`);
  }
  return done;
}

function isLeftOver(record: DeploymentRecord, age: number): boolean {
  if (isAlive(record.owner) || isPersistent(record)) return false;
  return record.state !== 'failed' || age > FAILED_MS;
}

/** Milliseconds since the folder's last change; zero if another run removed it meanwhile. */
const age = async (folder: string): Promise<number> =>
  Date.now() - (await stat(folder).then(({ mtimeMs }) => mtimeMs, Date.now));

async function folders(): Promise<readonly string[]> {
  const root = await runsFolder();
  const entries = await readdir(root, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(root, entry.name));
}
