/** Keeps the first state of a running deployment, and puts it back under its running processes. */
import { join } from 'node:path';
import { complete } from './complete.ts';
import { INSIDE } from './folder.ts';
import { PYTHON, PYTHON_FOLDER } from './paths.ts';
import { type DeploymentRecord, type ManagedSpec, servicesOf } from './record.ts';

/** Whether that is worth it, and possible: everything is in SQLite, and a restart would take long. */
export const canRestore = (spec: ManagedSpec): boolean =>
  spec.backend === 'sql' && servicesOf(spec).includes('nova');

export const saveFirstState = (folder: string): Promise<void> => firstState('save', folder);

/** What processes remember of the databases is dropped. */
export const restoreFirstState = (folder: string, { processes }: DeploymentRecord): Promise<void> =>
  firstState(
    'restore',
    folder,
    processes.filter(({ name }) => REMEMBERING.includes(name)).map(({ pid }) => pid),
  );

/** Processes that take SIGUSR1 for "forget". */
const REMEMBERING = ['Keystone', 'Nova'];

const firstState = (what: 'save' | 'restore', folder: string, pids: readonly number[] = []): Promise<void> =>
  complete({
    name: `To ${what} the first state`,
    command: PYTHON,
    args: [join(PYTHON_FOLDER, 'openstack/first_state.py'), what, folder, ...pids.map(String)],
    log: join(folder, INSIDE.log, 'first-state.log'),
  });
