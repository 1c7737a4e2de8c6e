/** Installs the tools of the comparison into a folder of the cache, at the versions of locks/. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HURL = '8.0.1';
const LOCKS = fileURLToPath(new URL('locks', import.meta.url));
export const PEERS = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'run-scenarios', 'peers');

const run = (command, args, cwd = PEERS) => execFileSync(command, args, { cwd, stdio: 'inherit' });

/** Installs what is missing. @param tools their names */
export function install(tools) {
  mkdirSync(PEERS, { recursive: true });
  const wants = (names) => names.some((name) => tools.includes(name));
  if (wants(['stepci', 'newman', 'bruno']) && !existsSync(join(PEERS, 'npm/node_modules'))) {
    const folder = join(PEERS, 'npm');
    mkdirSync(folder, { recursive: true });
    for (const name of ['package.json', 'package-lock.json'])
      copyFileSync(join(LOCKS, name), join(folder, name));
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
  }
  if (wants(['gabbi', 'tavern']) && !existsSync(join(PEERS, 'python/bin/gabbi-run'))) {
    run('python3', ['-m', 'venv', 'python']);
    run(join(PEERS, 'python/bin/pip'), [
      'install',
      '--quiet',
      '--no-deps',
      '-r',
      join(LOCKS, 'requirements.txt'),
    ]);
  }
  // It needs a C compiler, libclang, and the headers of libcurl and libxml2. The crate has its own lock.
  if (wants(['hurl']) && !existsSync(join(PEERS, 'cargo/bin/hurl')))
    run('cargo', ['install', 'hurl', '--version', HURL, '--locked', '--root', join(PEERS, 'cargo')]);
}
