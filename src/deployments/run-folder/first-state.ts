/** Saves the initial state of a running deployment, and restores it while its processes run. */
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { freeProjects } from '../../openstack/project-pool.ts';
import { ask, socketOf } from '../databases/redis.ts';
import type { DeploymentRecord } from '../file-kinds.ts';
import { runToCompletion } from '../processes/run-to-completion.ts';
import { pythonOf } from '../releases/checkouts.ts';
import type { Software } from '../releases/software.ts';
import { INSIDE } from './inside.ts';
import { databaseOf, type ManagedSpec, redisOf, servicesOf } from './managed-spec.ts';

/** What of a spec decides how its state is saved. */
type Stateful = Pick<ManagedSpec, 'backend' | keyof Software>;

/** Whether restoring is possible (on SQLite and one Redis) and worthwhile: with Nova, a restart takes long. */
export const canRestore = (spec: ManagedSpec): boolean =>
  databaseOf(spec) === 'sqlite' && redisOf(spec) === 'single' && servicesOf(spec).includes('nova');

export async function saveFirstState(folder: string, spec: Stateful): Promise<void> {
  if (spec.backend === 'rome') await toRedis(folder, 'SAVE');
  await firstState('save', folder, spec);
}

/** Also clears the processes' caches and the probe's file. */
export async function restoreFirstState(
  folder: string,
  { processes, spec, probe }: DeploymentRecord,
): Promise<void> {
  if (spec.backend === 'rome') await toRedis(folder, 'DEBUG RELOAD NOSAVE');
  await firstState(
    'restore',
    folder,
    spec,
    processes.filter(({ name }) => REMEMBERING.includes(name)).map(({ pid }) => pid),
  );
  freeProjects(join(folder, INSIDE.pool));
  // A run reads the probe's file from its start. After hours it would not fit in memory.
  if (probe) await truncate(join(folder, INSIDE.probe));
}

/** Processes that clear their caches on SIGUSR1. */
const REMEMBERING = ['Keystone', 'Nova'];

const toRedis = (folder: string, command: string): Promise<string> =>
  ask(socketOf(join(folder, INSIDE.redis)), command);

const firstState = (
  what: 'save' | 'restore',
  folder: string,
  spec: Stateful,
  pids: readonly number[] = [],
): Promise<void> =>
  runToCompletion({
    name: `To ${what} the initial state`,
    command: pythonOf(spec),
    args: ['-m', 'managed.initial_state.first_state', what, folder, ...pids.map(String)],
    log: join(folder, INSIDE.log, 'first-state.log'),
  });
