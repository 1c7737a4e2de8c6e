/** What is wrong after a try. */
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf, processesOf } from '../processes.mjs';

/** Seconds in which processes without a parent must have ended. */
const GRACE = 10;
const STACK = /^\s+at .*\(?.*:\d+:\d+\)?$|\bINTERNAL\b/m;
const ERROR_BLOCK = /^(?:\S+:\d+:\d+ )?[A-Z]+(?:_[A-Z]+)+ .*$|^(?:INTERRUPTED|INTERNAL) .*$/gm;

/** Judges how the tool ended and what it printed. */
export function outputComplaints({ code, signal, text }, expected) {
  const found = [];
  const { codes, says, errors = [1] } = expected;
  const how = signal ?? code;
  if (!codes.includes(how)) found.push(`ended with ${how}, not ${codes.join(' or ')}`);
  if (STACK.test(text)) found.push('a stack trace');
  const blocks = text.match(ERROR_BLOCK) ?? [];
  const isClean = how === 0;
  if (!isClean && !errors.includes(blocks.length)) found.push(`${blocks.length} errors`);
  if (!isClean && says && !says.test(text)) found.push(`no error like ${says.source}`);
  if (isClean && blocks.length > 0) found.push('an error although the exit code is 0');
  return found;
}

/** Checks that reports can be made of every run file. */
export async function readingComplaints(sandbox) {
  const found = [];
  for (const folder of sandbox.runs) {
    const { code, text } = await sandbox.start(['report', folder, '--format', 'junit']).ended;
    if (code !== 0) found.push(`run.json is not readable: ${text.slice(-300)}`);
  }
  return found;
}

/** Lists the processes of the try that do not end by themselves. Ends them, so that they do not disturb later tries. */
export async function orphanComplaints({ folder }) {
  for (let left = GRACE * 10; left > 0 && processesOf(folder).length > 0; left--) await sleep(100);
  return processesOf(folder).map((pid) => {
    const command = commandOf(pid);
    process.kill(pid, 'SIGKILL');
    return `still running: ${command.slice(0, 120)}`;
  });
}

/** Lists run folders that nobody removes. Logs of a failed deployment stay on purpose. */
export const folderComplaints = ({ deployments }) =>
  deployments
    .filter(({ state }) => state !== 'failed')
    .map(({ name, state }) => `run folder left: ${name} (${state ?? 'no record'})`);
