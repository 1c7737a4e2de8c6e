import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { HarnessError } from '../../errors.ts';

const MEGABYTE = 1024 * 1024;

/** Free bytes on the disk of a folder, which need not exist yet. */
export function roomIn(folder: string): number {
  const { bavail, bsize } = statfsSync(nearestExisting(folder));
  return bavail * bsize;
}

/** The folder, or its nearest existing ancestor. */
export function nearestExisting(folder: string): string {
  const path = resolve(folder);
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

/** @throws HarnessError DISK_FULL if any of the folders has fewer free bytes */
export function demandRoom(folders: readonly string[], bytes: number, room = roomIn): void {
  for (const folder of folders) {
    const left = room(folder);
    if (left < bytes) throw diskFull(folder, `${megabytes(left)} are left, ${megabytes(bytes)} are needed`);
  }
}

/**
 * Replaces an error that a full disk may have caused by one that says so. Services fail in many ways on a full disk.
 */
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
