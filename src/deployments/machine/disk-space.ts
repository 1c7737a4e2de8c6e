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
export function orDiskFull<T>(error: T, folders: readonly string[], room = roomIn): T | HarnessError {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const full = folders.find((folder) => isFull(folder, room));
  if (full !== undefined) return diskFull(full, NOTHING_LEFT, error);
  return code === 'ENOSPC' || code === 'EDQUOT' ? diskFull(folders.join(', '), String(code), error) : error;
}

/** Milliseconds between two looks at the disks. */
const WATCH_MS = 200;

/**
 * Calls back once when a disk becomes full. Services answer anything then, and such answers must not count as
 * differences. The returned function ends the watch.
 */
export function watchDisks(
  folders: readonly string[],
  full: (error: HarnessError) => void,
  room = roomIn,
): () => void {
  const timer = setInterval(() => {
    const found = folders.find((folder) => isFull(folder, room));
    if (found === undefined) return;
    clearInterval(timer);
    full(diskFull(found, NOTHING_LEFT));
  }, WATCH_MS).unref();
  return () => clearInterval(timer);
}

const NOTHING_LEFT = 'nothing is left';

/** A disk whose room cannot be read, such as an unmounted one, does not count as full. */
function isFull(folder: string, room: typeof roomIn): boolean {
  try {
    return room(folder) < MEGABYTE;
  } catch {
    return false;
  }
}

const diskFull = (folder: string, what: string, cause?: unknown): HarnessError =>
  new HarnessError('DISK_FULL', `The disk of ${folder} is full: ${what}`, {
    fix: 'Make room, or set --output, XDG_RUNTIME_DIR or XDG_CACHE_HOME to a folder on another disk.',
    cause,
  });

const megabytes = (bytes: number): string => `${Math.floor(bytes / MEGABYTE)} MB`;
