/** Distinguishes a process from a later one with the same pid. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between the machine's boot and the process's start. */
  readonly start: number;
}

/** Places in /proc/PID/stat, counted after the command's closing parenthesis. */
const STATE = 0;
const START = 19;
const ENDED = ['Z', 'X'];

const TERM_MS = 2000;
const POLL_MS = 10;

export const OWN: ProcessIdentity = { pid: process.pid, start: startOf(process.pid) ?? 0 };

/** Start of the process in ticks; undefined when there is none, or only what its parent has not collected yet. */
export function startOf(pid: number): number | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The command may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ENDED.includes(fields[STATE] ?? '') ? undefined : Number(fields[START]);
}

export const isAlive = ({ pid, start }: ProcessIdentity): boolean => startOf(pid) === start;

/** Stops the process and its group: SIGTERM, then SIGKILL after two seconds. False when it was not running. */
export async function end(identity: ProcessIdentity): Promise<boolean> {
  if (!signal(identity, 'SIGTERM')) return false;
  const deadline = Date.now() + TERM_MS;
  while (isAlive(identity) && Date.now() < deadline) await sleep(POLL_MS);
  while (signal(identity, 'SIGKILL')) await sleep(POLL_MS);
  return true;
}

/** Signals the group that the process leads, if it is still this process. */
function signal(identity: ProcessIdentity, name: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(-identity.pid, name);
    return true;
  } catch {
    return false;
  }
}
