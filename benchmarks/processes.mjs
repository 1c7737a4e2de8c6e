/** What /proc says about processes: which belong to a folder, their memory and their descriptors. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Reads something of a process that may have ended meanwhile. */
function orNothing(read, nothing) {
  try {
    return read();
  } catch {
    return nothing;
  }
}

const textOf = (pid, name) => orNothing(() => readFileSync(`/proc/${pid}/${name}`, 'utf8'), '');

const isRunning = (pid) => /^State:\s+[^ZX\s]/m.test(textOf(pid, 'status'));

/** Command line of a process, with spaces between its arguments. */
export const commandOf = (pid) => textOf(pid, 'cmdline').replaceAll('\0', ' ').trim();

/** Ids of the running processes that name a folder in their environment, command line or working folder. */
export function processesOf(folder) {
  const names = (text) => text.includes(`${folder}/`) || text.split(/[\0=]/).includes(folder);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => names(`${textOf(pid, 'environ')}\0${textOf(pid, 'cmdline')}\0${workingFolder(pid)}`))
    .filter(isRunning);
}

const workingFolder = (pid) => orNothing(() => readlinkSync(`/proc/${pid}/cwd`), '');

const megabytes = (pid, field) =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(textOf(pid, 'status'))?.[1] ?? 0) / 1024;

/** Memory of a process in megabytes now, and the maximum since it started. */
export const memoryOf = (pid) => ({ now: megabytes(pid, 'VmRSS'), peak: megabytes(pid, 'VmHWM') });

/** Number of open descriptors of a process. */
export const descriptorsOf = (pid) => orNothing(() => readdirSync(`/proc/${pid}/fd`).length, 0);
