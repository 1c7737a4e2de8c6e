/** Where the harness keeps what it makes: caches that outlive a run, and folders that last as long as one. */
import { lstat, mkdir } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { HarnessError, messageOf } from '../../errors.ts';
import { PACKAGE_ROOT } from '../../shipped/paths.ts';

/** The Python side, as shipped: launchers, configuration templates, ROME, the probe. */
export const PYTHON_FOLDER = join(PACKAGE_ROOT, 'python');

/** The interpreter that Debian's packages are installed for, whatever comes first on PATH. */
export const PYTHON = '/usr/bin/python3';

/** Path of the folder of cached templates and environments. */
export const templatesPath = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'run-scenarios', 'templates');

/** As above; made when it is not there. */
export async function templatesFolder(): Promise<string> {
  const folder = templatesPath();
  await make(folder, 'XDG_CACHE_HOME');
  return folder;
}

/**
 * Folder of the run folders, which hold passwords and sockets; made when it is not there.
 *
 * Without XDG_RUNTIME_DIR it lies in the shared temporary folder, where anyone may have put it first: one that
 * somebody else owns, or can read, or that is a link, is refused with BOOT_FAILED.
 */
export async function runsFolder(): Promise<string> {
  const runtime = process.env.XDG_RUNTIME_DIR;
  const folder = runtime ? join(runtime, 'run-scenarios') : join(tmpdir(), `run-scenarios-${userInfo().uid}`);
  await make(folder, 'XDG_RUNTIME_DIR');
  // Not through a link: what lies behind it may be one's own, and is not for sweeping.
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== userInfo().uid || (found.mode & 0o077) !== 0) {
    throw new HarnessError(
      'BOOT_FAILED',
      `${folder} is a link, belongs to another user, or is open to others`,
      {
        fix: 'Remove it, or set XDG_RUNTIME_DIR to a folder that only you can read.',
      },
    );
  }
  return folder;
}

/** @param variable the one that moves the folder elsewhere */
async function make(folder: string, variable: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error) => {
    throw new HarnessError('BOOT_FAILED', `Cannot make a folder: ${messageOf(error)}`, {
      fix: `Set ${variable} to a folder that you can write to.`,
      cause: error,
    });
  });
}
