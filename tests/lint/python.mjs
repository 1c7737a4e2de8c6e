/**
 * Lints and type-checks the Python, and checks its format, with the versions of ruff and mypy in requirements.txt.
 * `--fix` fixes and formats instead. A virtual environment in the user's cache contains them. It is created when it is
 * first needed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const VENV_PACKAGE = 'python3-venv';
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'run-scenarios');

/** Runs a program, with its output shown or ignored. Returns whether it succeeded. */
const run = (command, args, stdio = 'inherit') => spawnSync(command, args, { stdio }).status === 0;

function makeVenv(folder) {
  if (run('python3', ['-m', 'venv', folder], 'ignore')) return;
  // Debian's Python does not include venv.
  const install = ['install', '--yes', '--no-install-recommends', VENV_PACKAGE];
  const installed =
    process.getuid?.() === 0 &&
    existsSync('/usr/bin/apt-get') &&
    run('apt-get', ['update', '--quiet'], 'ignore') &&
    run('apt-get', install, 'ignore');
  if (!installed || !run('python3', ['-m', 'venv', folder]))
    throw new Error(
      `Python 3.11 or later with venv is needed. On Debian: sudo apt-get install ${VENV_PACKAGE}`,
    );
}

/** Returns the environment's Python. A new environment is moved to its place once it is complete. */
function environment() {
  const digest = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(CACHE, `lint-${digest}`);
  if (!existsSync(folder)) {
    console.log(`Installing ruff and mypy into ${folder}`);
    mkdirSync(CACHE, { recursive: true });
    const unfinished = `${folder}.${process.pid}`;
    makeVenv(unfinished);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes'];
    if (!run(join(unfinished, 'bin/python'), [...pip, '--requirement', REQUIREMENTS])) {
      rmSync(unfinished, { recursive: true, force: true });
      throw new Error('ruff and mypy could not be installed, so the Python was not checked');
    }
    // Another process may have created it meanwhile.
    if (existsSync(folder)) rmSync(unfinished, { recursive: true, force: true });
    else renameSync(unfinished, folder);
  }
  return join(folder, 'bin/python');
}

try {
  const python = environment();
  const commands = process.argv.includes('--fix')
    ? [
        ['ruff', 'check', '--quiet', '--fix'],
        ['ruff', 'format', '--quiet'],
      ]
    : [
        ['ruff', 'check', '--quiet'],
        ['ruff', 'format', '--quiet', '--check'],
        ['mypy', '--no-error-summary', '--cache-dir', join(CACHE, 'mypy')],
      ];
  const results = commands.map((command) => run(python, ['-m', ...command]));
  process.exitCode = results.every(Boolean) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
