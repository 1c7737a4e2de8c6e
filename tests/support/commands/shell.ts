import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a command line in bash. Rejects when it fails. Asynchronous, so that a server of this process can answer. */
export async function shell(
  command: string,
  environment: Readonly<Record<string, string>>,
  cwd: string,
): Promise<string> {
  const { stdout } = await run('bash', ['-c', command], {
    cwd,
    env: { PATH: process.env.PATH, HOME: '/nowhere', LANG: 'C.UTF-8', ...environment },
    timeout: 300_000,
  });
  return stdout;
}
