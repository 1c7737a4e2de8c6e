/** Identifies a process. A later process with the same pid is another one. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since the machine booted. */
  readonly start: number;
}

/** Field indexes in /proc/PID/stat after the command's closing parenthesis. */
const STATE = 0;
const START = 19;
const ENDED = ['Z', 'X'];

const TERM_MS = 2000;
const POLL_MS = 10;

export const OWN: ProcessIdentity = { pid: process.pid, start: startOf(process.pid) ?? 0 };

/** Start time of a process in ticks; undefined if it does not exist or is a zombie. */
export function startOf(pid: number): number | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The command itself may contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ENDED.includes(fields[STATE] ?? '') ? undefined : Number(fields[START]);
}

export const isAlive = ({ pid, start }: ProcessIdentity): boolean => startOf(pid) === start;

/** Stops the process and its group: SIGTERM, then SIGKILL after two seconds. Returns false if it was not running. */
export async function end(identity: ProcessIdentity): Promise<boolean> {
  if (!signal(identity, 'SIGTERM')) return false;
  const deadline = Date.now() + TERM_MS;
  while (isAlive(identity) && Date.now() < deadline) await sleep(POLL_MS);
  while (signal(identity, 'SIGKILL')) await sleep(POLL_MS);
  return true;
}

/** Signals the process group, if its leader is still the same process. */
function signal(identity: ProcessIdentity, name: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(-identity.pid, name);
    return true;
  } catch {
    return false;
  }
}
