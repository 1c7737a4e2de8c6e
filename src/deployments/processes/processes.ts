/** Starts the processes of a deployment and reports when one exits. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import { messageOf } from '../../errors.ts';
import { PYTHON_FOLDER } from '../machine/paths.ts';
import { type ProcessIdentity, startOf } from './identity.ts';

export interface Program {
  /** Display name, such as `Keystone`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** File for both stdout and stderr. */
  readonly log: string;
}

export interface Running extends ProcessIdentity {
  readonly name: string;
  readonly log: string;
  /** How the process exited: `exit code 1`, `SIGKILL`. */
  readonly ended: Promise<Ending>;
}

export interface Ending {
  readonly code: number | null;
  readonly how: string;
}

/**
 * The environment of all processes. It contains nothing of the caller's: a proxy, OS_* credentials or a PYTHONPATH
 * would change the services' answers, and so would a Python file in the working folder. The hash seed is fixed so that
 * both sides iterate over sets in the same order.
 */
export const ENVIRONMENT = {
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: homedir(),
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  PYTHONHASHSEED: '0',
  PYTHONNOUSERSITE: '1',
  PYTHONPATH: PYTHON_FOLDER,
  PYTHONSAFEPATH: '1',
};

/**
 * Starts a program in its own process group, so that Ctrl-C reaches only this process, which then cleans up. Unless
 * `keep` is set, the kernel kills it when this process exits for any reason.
 */
export function start(program: Program, keep: boolean): Running {
  const log = openSync(program.log, 'a', 0o600);
  const [command, ...args] = keep
    ? [program.command, ...program.args]
    : ['setpriv', '--pdeathsig', 'KILL', '--', program.command, ...program.args];
  const child = spawn(command as string, args, {
    detached: true,
    env: ENVIRONMENT,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  if (keep) child.unref();
  const ended = once(child, 'exit').then(
    ([code, signal]): Ending => ({ code, how: signal ?? `exit code ${code}` }),
    (error): Ending => ({ code: null, how: messageOf(error) }),
  );
  const pid = child.pid ?? 0;
  return { name: program.name, log: program.log, pid, start: startOf(pid) ?? 0, ended };
}

/** The last lines of a log, without colours. */
export function tail(log: string, lines = 8): string {
  let text: string;
  try {
    text = readFileSync(log, 'utf8');
  } catch {
    return '';
  }
  return stripVTControlCharacters(text).trimEnd().split('\n').slice(-lines).join('\n');
}
