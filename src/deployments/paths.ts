/** Where the harness keeps what it makes: caches that outlive a run, and folders that last as long as one. */
import { mkdir, stat } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HarnessError } from '../errors.ts';

/** The Python side, as shipped: launchers, configuration templates, ROME, the probe. */
export const PYTHON_FOLDER = fileURLToPath(new URL('../../deployments', import.meta.url));

/** The interpreter that Debian's packages are installed for, whatever comes first on PATH. */
export const PYTHON = '/usr/bin/python3';

/** Folder of the cached templates; made when it is not there. */
export async function templatesFolder(): Promise<string> {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'run-scenarios', 'templates');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * Folder of the run folders, which hold passwords and sockets; made when it is not there.
 *
 * Without XDG_RUNTIME_DIR it lies in the shared temporary folder, where anyone may have put it first: one that
 * somebody else owns, or can read, is refused with BOOT_FAILED.
 */
export async function runsFolder(): Promise<string> {
  const runtime = process.env.XDG_RUNTIME_DIR;
  const folder = runtime ? join(runtime, 'run-scenarios') : join(tmpdir(), `run-scenarios-${userInfo().uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = await stat(folder);
  if (uid !== userInfo().uid || (mode & 0o077) !== 0) {
    throw new HarnessError('BOOT_FAILED', `${folder} is owned by another user, or open to others`, {
      fix: `Remove it, or set XDG_RUNTIME_DIR to a folder that only you can read.`,
    });
  }
  return folder;
}
