/** Folders of this tool: caches that outlive a run, and run folders. */
import { lstat, mkdir } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { HarnessError, messageOf } from '../../errors.ts';
import { PACKAGE_ROOT } from '../../shipped/paths.ts';

/** The shipped Python code: launchers, configuration templates, ROME, the probe. */
export const PYTHON_FOLDER = join(PACKAGE_ROOT, 'python');

/** The interpreter of Debian's packages, independent of PATH. */
export const PYTHON = '/usr/bin/python3';

/** Path of the folder of cached templates and environments. */
export const templatesPath = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'run-scenarios', 'templates');

/** Creates that folder if needed and returns its path. */
export async function templatesFolder(): Promise<string> {
  const folder = templatesPath();
  await make(folder, 'XDG_CACHE_HOME');
  return folder;
}

/**
 * Path of the folder of run folders, which contain passwords and sockets. Creates it if needed.
 * Without XDG_RUNTIME_DIR it is in the shared temporary folder, where another user may have created it first. A link,
 * or a folder that another user owns or can read, is rejected with BOOT_FAILED.
 */
export async function runsFolder(): Promise<string> {
  const runtime = process.env.XDG_RUNTIME_DIR;
  const folder = runtime ? join(runtime, 'run-scenarios') : join(tmpdir(), `run-scenarios-${userInfo().uid}`);
  await make(folder, 'XDG_RUNTIME_DIR');
  // Do not follow a link: `sweep` must not delete folders behind it.
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

/** @param variable the environment variable that moves the folder */
async function make(folder: string, variable: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error) => {
    throw new HarnessError('BOOT_FAILED', `Cannot make a folder: ${messageOf(error)}`, {
      fix: `Set ${variable} to a folder that you can write to.`,
      cause: error,
    });
  });
}
