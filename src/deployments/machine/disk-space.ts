import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { HarnessError } from '../../errors.ts';

const MEGABYTE = 1024 * 1024;

/** Bytes that anybody can still write on the disk of a folder that may not be there yet. */
export function roomIn(folder: string): number {
  const { bavail, bsize } = statfsSync(nearestExisting(folder));
  return bavail * bsize;
}

/** The folder, or the first one above it that is there. */
export function nearestExisting(folder: string): string {
  const path = resolve(folder);
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

/** @throws HarnessError DISK_FULL where one of the folders has room for less than so many bytes. */
export function demandRoom(folders: readonly string[], bytes: number, room = roomIn): void {
  for (const folder of folders) {
    const left = room(folder);
    if (left < bytes) throw diskFull(folder, `${megabytes(left)} are left, ${megabytes(bytes)} are needed`);
  }
}

/** The error to show instead of one that may come of a full disk: services fail in many ways on it. */
export function orDiskFull(error: unknown, folders: readonly string[], room = roomIn): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const full = folders.find((folder) => room(folder) < MEGABYTE);
  if (full !== undefined) return diskFull(full, 'nothing is left', error);
  return code === 'ENOSPC' || code === 'EDQUOT' ? diskFull(folders.join(', '), String(code), error) : error;
}

const diskFull = (folder: string, what: string, cause?: unknown): HarnessError =>
  new HarnessError('DISK_FULL', `The disk of ${folder} is full: ${what}`, {
    fix: 'Make room, or set --output, XDG_RUNTIME_DIR or XDG_CACHE_HOME to a folder on another disk.',
    cause,
  });

const megabytes = (bytes: number): string => `${Math.floor(bytes / MEGABYTE)} MB`;
