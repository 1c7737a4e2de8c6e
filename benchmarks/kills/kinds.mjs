/** Kinds of tries. */
import { setTimeout as sleep } from 'node:timers/promises';

const ANY = ['spawn', 'boot', 'run', 'end'];
const UP = ['boot', 'run', 'end'];
const DISK = '400m';

const INTERRUPTED = { codes: [130], says: /^INTERRUPTED /m, cleans: true };
const SIDES = ['baseline', 'rome'];

/** Sends a signal to a process of a deployment. Returns its pid, or undefined if the deployment is not there yet. */
function signalService({ deployments }, side, name, signal) {
  const record = deployments.find(({ spec }) => spec?.name === side);
  const pid = record?.processes.find((process) => process.name === name)?.pid;
  if (pid === undefined) return undefined;
  try {
    process.kill(pid, signal);
    return pid;
  } catch {
    return undefined;
  }
}

const kill = (signal) => ({ moments: ANY, act: ({ tool }) => tool.child.kill(signal), ...INTERRUPTED });

/** A service that is killed. Before it has started there is nothing to kill. */
const killService = (name, sides) => ({
  moments: UP,
  heals: true,
  codes: [3],
  act: async (attempt) => {
    const side = attempt.random.pick(sides);
    attempt.note = `${name} of ${side}`;
    attempt.says = new RegExp(`^(DEPLOYMENT_DIED|BOOT_FAILED) ${name} of ${side}`, 'm');
    return signalService(attempt.sandbox, side, name, 'SIGKILL') !== undefined;
  },
});

/** A stream that its reader closes. */
const closed = (stream) => ({
  moments: ANY,
  codes: [0, 4],
  cleans: true,
  // The message about stderr has no stream to go to.
  errors: stream === 'stdout' ? [0, 1] : [0],
  act: ({ tool }) => tool.child[stream].destroy(),
});

/** A disk that becomes full. */
const full = (folder) => ({
  moments: ['run', 'boot'],
  // The run may need no more room.
  codes: [0, 4],
  heals: true,
  says: /^(DISK_FULL|REPORT_FAILED) .*(disk of|no space)/m,
  prepare: ({ sandbox }) => sandbox.mount(sandbox[folder], DISK),
  act: ({ sandbox }) => sandbox.fill(sandbox[folder]),
});

/**
 * Per kind: at which moments it happens, what happens (`act`, which returns false if nothing could happen), and what
 * is expected: exit codes, what the error says, whether the run folders are gone at the end (`cleans`), and whether the
 * next run on the same folders must succeed (`heals`). Without effect, the run must be as without the try.
 */
export const KINDS = {
  SIGINT: kill('SIGINT'),
  'SIGINT twice': {
    moments: ANY,
    ...{ codes: [130], heals: true, errors: [0, 1] },
    act: async ({ tool, random }) => {
      tool.child.kill('SIGINT');
      await sleep(random.below(600));
      tool.child.kill('SIGINT');
    },
  },
  SIGTERM: kill('SIGTERM'),
  SIGHUP: kill('SIGHUP'),
  SIGKILL: {
    moments: ANY,
    ...{ codes: ['SIGKILL'], heals: true, errors: [0] },
    act: ({ tool }) => tool.child.kill('SIGKILL'),
  },
  Glance: killService('Glance', SIDES),
  Keystone: killService('Keystone', SIDES),
  Redis: killService('Redis', ['rome']),
  SIGSTOP: {
    moments: UP,
    ...{ codes: [0], cleans: true },
    act: async (attempt) => {
      const { sandbox, random } = attempt;
      const [name, side] = random.pick([
        ...SIDES.flatMap((each) => [
          ['Glance', each],
          ['Keystone', each],
        ]),
        ['Redis', 'rome'],
      ]);
      const seconds = 1 + random.below(6);
      attempt.note = `${name} of ${side} for ${seconds} s`;
      if (!signalService(sandbox, side, name, 'SIGSTOP')) return false;
      await sleep(seconds * 1000);
      signalService(sandbox, side, name, 'SIGCONT');
      return true;
    },
  },
  'closed stdout': closed('stdout'),
  'closed stderr': closed('stderr'),
  'full stdout': {
    moments: ['spawn'],
    ...{ codes: [4], says: /^OUTPUT_FAILED .*stdout/m, cleans: true, shell: 'exec "$@" > /dev/full' },
  },
  'small output disk': {
    moments: ['spawn'],
    ...{ codes: [4], says: /^DISK_FULL .*out is full/m, cleans: true },
    prepare: ({ sandbox }) => sandbox.mount(sandbox.output, '256k'),
  },
  'full output disk': full('output'),
  'full runtime disk': full('runtime'),
  'few descriptors': {
    moments: ['spawn'],
    ...{ codes: [4], says: /^MACHINE_EXHAUSTED /m, cleans: true, shell: 'ulimit -n 24; exec "$@"' },
  },
  'just enough descriptors': {
    moments: ['spawn'],
    ...{ codes: [0, 4], cleans: true, errors: [0, 1], shell: 'ulimit -n 64; exec "$@"' },
  },
  'SIGKILL, persistent': {
    moments: ['run', 'end'],
    ...{ codes: ['SIGKILL'], heals: true, persists: true, errors: [0] },
    act: ({ tool }) => tool.child.kill('SIGKILL'),
  },
};
