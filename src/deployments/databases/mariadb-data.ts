/** Creates, fills, shuts down and copies the data of a deployment's MariaDB. */
import { constants } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { end } from '../processes/identity.ts';
import { type Running, start, tail } from '../processes/processes.ts';
import { greeting } from '../processes/readiness.ts';
import { runToCompletion } from '../processes/run-to-completion.ts';
import { dataOf, folderOf, installer, mariadb, socketOf } from './mariadb.ts';

const READY_MS = 60_000;

/** Same options as in OpenStack's installation guides. */
const create = (name: string): string => `CREATE DATABASE ${name} CHARACTER SET utf8;\n`;

/**
 * Creates databases below a folder, fills them, and stops the server so that they can be copied.
 * @param fill runs while the server is up
 */
export async function makeData(
  folder: string,
  names: readonly string[],
  fill: () => Promise<void>,
): Promise<void> {
  const log = join(folder, 'log', 'mariadb.log');
  const script = join(folderOf(folder), 'databases.sql');
  for (const path of [dirname(log), folderOf(folder)]) await mkdir(path, { mode: 0o700 });
  await writeFile(script, names.map(create).join(''), { mode: 0o600 });
  await runToCompletion(installer(folder, script, log));
  const server = start(mariadb(folder, log), false);
  try {
    await greeting(socketOf(folder), AbortSignal.timeout(READY_MS));
    await fill();
    await shutDown(server);
  } finally {
    await end(server);
  }
}

/** Stops the server after it has written all data, without a timeout. @throws HarnessError BOOT_FAILED if it fails */
export async function shutDown({ name, pid, log, ended }: Running): Promise<void> {
  process.kill(pid, 'SIGTERM');
  const { code, how } = await ended;
  if (code === 0) return;
  throw new HarnessError('BOOT_FAILED', `${name} failed (${how}):\n${tail(log)}`, {
    fix: 'Run `run-scenarios doctor` to check the packages.',
  });
}

/** Replaces the data below a folder with that of a stopped server. */
export async function copyData(from: string, to: string): Promise<void> {
  await rm(folderOf(to), { recursive: true, force: true });
  await mkdir(folderOf(to), { mode: 0o700 });
  await cp(dataOf(from), dataOf(to), { recursive: true, mode: constants.COPYFILE_FICLONE });
}
