/** Creates Python environments from lock files, without root and without a compiler. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError, messageOf } from '../../errors.ts';
import { toolLock } from '../../shipped/locks.ts';
import { toolchain } from './toolchain.ts';

const run = promisify(execFile);
const MAX_BYTES = 16 * 1024 * 1024;
const SHOWN_LINES = 8;

/** Locks are complete, and pip 23 rejects hashes if a package needs an extra of another. */
const LOCKED = ['install', '--quiet', '--no-deps', '--require-hashes'];

/** The interpreter of an environment. */
export const pythonIn = (folder: string): string => join(folder, 'bin', 'python');

/**
 * Creates an environment in an empty folder and installs a lock's packages into it, with uv if it can be had.
 * @param options further options of `pip install`
 * @throws HarnessError PACKAGE_MISSING
 */
export async function fillEnvironment(
  folder: string,
  lock: string,
  signal: AbortSignal,
  options: readonly string[] = [],
): Promise<void> {
  const { python, installer } = await toolchain();
  const into = ['--python', pythonIn(folder)];
  const wanted = [...LOCKED, ...options, '-r', lock];
  if (installer === 'uv') {
    await step(['uv', 'venv', '--quiet', '--allow-existing', '--python', python, folder], signal);
    return step(['uv', 'pip', ...wanted, ...into], signal);
  }
  const withoutPip = installer === 'pip' ? ['--without-pip'] : [];
  await step([python, '-m', 'venv', ...withoutPip, folder], signal);
  const pip = installer === 'pip' ? [python, '-m', 'pip', ...into] : [pythonIn(folder), '-m', 'pip'];
  const tools = join(folder, '.tools');
  try {
    // uv takes a fifth of pip's time.
    await step([...pip, ...LOCKED, '--target', tools, '-r', toolLock('uv')], signal);
    await step([join(tools, 'bin', 'uv'), 'pip', ...wanted, ...into], signal);
  } catch {
    signal.throwIfAborted();
    await step([...pip, '--disable-pip-version-check', ...wanted], signal);
  } finally {
    await rm(tools, { recursive: true, force: true });
  }
}

async function step([command, ...args]: readonly string[], signal: AbortSignal): Promise<void> {
  const name = command as string;
  await run(name, args, { signal, maxBuffer: MAX_BYTES }).catch((error: Error & { stderr?: string }) => {
    signal.throwIfAborted();
    const said = (error.stderr || messageOf(error)).trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
    throw new HarnessError('PACKAGE_MISSING', `${name} ${args[0]} ${args[1]} failed:\n${said}`, {
      fix: 'Check the package index that pip or uv is configured for.',
      cause: error,
    });
  });
}
