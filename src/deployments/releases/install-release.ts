/** Creates the environment of a release from its lock file, without root and without a compiler. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError, messageOf } from '../../errors.ts';
import { cached } from '../machine/cache.ts';
import { environmentKind, lockDigest, lockedReleases, lockOf } from './releases.ts';

const run = promisify(execFile);
const OLDEST_PYTHON = [3, 11] as const;
const INTERPRETERS = ['python3', 'python3.13', 'python3.12', 'python3.11', '/usr/bin/python3'];
const MAX_BYTES = 16 * 1024 * 1024;
const SHOWN_LINES = 8;

interface Options {
  readonly progress: (message: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Creates the environment of a release unless it is cached.
 * @throws HarnessError PACKAGE_MISSING if there is no suitable Python or installer, or the installation fails
 */
export async function installRelease(release: string, { progress, signal }: Options): Promise<void> {
  await cached(environmentKind(release), lockDigest(release), async (building) => {
    progress(`Installing OpenStack ${release} from its lock (once, about 400 MB)`);
    await fill(building, await interpreter(), lockOf(release), signal);
  });
}

/**
 * Installs with uv if available, in a fifth of pip's time. Dependencies are not resolved, because the lock is complete:
 * pip 23 rejects hashes if a package needs an extra of another.
 */
async function fill(folder: string, python: string, lock: string, signal: AbortSignal): Promise<void> {
  const environment = join(folder, 'bin', 'python');
  if (await works('uv', ['--version'])) {
    await step('uv', ['venv', '--quiet', '--allow-existing', '--python', python, folder], signal);
    const install = ['pip', 'install', '--quiet', '--no-deps', '--require-hashes', '--python', environment];
    await step('uv', [...install, '-r', lock], signal);
    return;
  }
  await step(python, ['-m', 'venv', folder], signal);
  const install = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--require-hashes',
  ];
  await step(environment, [...install, '-r', lock], signal);
}

async function step(command: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  await run(command, args, { signal, maxBuffer: MAX_BYTES }).catch((error: Error & { stderr?: string }) => {
    signal.throwIfAborted();
    const said = (error.stderr || messageOf(error)).trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
    throw new HarnessError('PACKAGE_MISSING', `${command} ${args[0]} ${args[1]} failed:\n${said}`, {
      fix: 'Check the package index that pip or uv is configured for, or install uv or python3-venv.',
      cause: error,
    });
  });
}

/** The first Python on this machine that can run the services. */
async function interpreter(): Promise<string> {
  const [major, minor] = OLDEST_PYTHON;
  const check = `import sys; sys.exit(sys.version_info < (${major}, ${minor}))`;
  for (const name of INTERPRETERS) if (await works(name, ['-c', check])) return name;
  throw new HarnessError('PACKAGE_MISSING', `There is no Python ${major}.${minor} or later on PATH`, {
    fix: `Install one; it runs the services of ${lockedReleases().join(', ')}.`,
  });
}

const works = (command: string, args: readonly string[]): Promise<boolean> =>
  run(command, [...args]).then(
    () => true,
    () => false,
  );
