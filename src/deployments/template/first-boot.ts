/** Boots a template once, so that resources created at the first start belong to the initial state. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SERVICES } from '../../model.ts';
import { copyDatabases } from '../databases/databases.ts';
import { MARIADB } from '../databases/mariadb.ts';
import { shutDown } from '../databases/mariadb-data.ts';
import { runsFolder } from '../machine/paths.ts';
import { freePorts } from '../machine/ports.ts';
import { end } from '../processes/identity.ts';
import { launch } from '../processes/launch.ts';
import type { Running } from '../processes/processes.ts';
import { saveFirstState } from '../run-folder/first-state.ts';
import { fillFolder } from '../run-folder/folder.ts';
import { INSIDE } from '../run-folder/inside.ts';
import { databaseOf, hostsOf, type ManagedSpec } from '../run-folder/managed-spec.ts';
import { COMPONENTS, portsOf } from '../services/components.ts';
import { seed } from '../services/shared-resources.ts';
import type { Passwords } from './template-data.ts';

/**
 * Starts all services on the folder's databases, waits for the computes to register, and creates the shared resources.
 * Saves databases, stores and ids in the folder.
 * Otherwise every boot would repeat this, and deployments would have different ids for the same hosts.
 */
export async function firstBoot(
  folder: string,
  passwords: Passwords,
  { database, release, source, hosts, settings }: ManagedSpec,
  signal: AbortSignal,
): Promise<void> {
  const ports = portsOf(COMPONENTS, await freePorts(COMPONENTS.length));
  const asked = { database, release, source, hosts, settings };
  const spec: ManagedSpec = { name: 'the first boot', backend: 'sql', services: SERVICES, ...asked };
  const place = await mkdtemp(join(await runsFolder(), '.first-'));
  const from = { folder, passwords, romeKey: '' };
  await fillFolder(place, spec, from, ports);
  const plan = {
    folder: place,
    spec,
    ports,
    probe: false,
    keep: false,
    romeKey: '',
    signal,
    started: () => {},
  };
  const processes = await launch(plan);
  try {
    const shared = await seed(ports, passwords.admin, hostsOf(spec), signal);
    const made = await atRest(place, processes, spec);
    await copyDatabases(databaseOf(spec), COMPONENTS, made, folder);
    await cp(join(made, 'stores'), join(folder, 'stores'), { recursive: true });
    await writeFile(join(folder, INSIDE.shared), JSON.stringify(shared), { mode: 0o600 });
  } finally {
    await Promise.all(processes.map(end));
    await rm(place, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Returns the folder with the databases and stores to copy. For MariaDB, waits until all processes have stopped. */
async function atRest(place: string, processes: readonly Running[], spec: ManagedSpec): Promise<string> {
  switch (databaseOf(spec)) {
    case 'sqlite':
      await saveFirstState(place, spec);
      return join(place, INSIDE.firstState);
    case 'mariadb':
      await Promise.all(processes.filter(({ name }) => name !== MARIADB).map(end));
      await Promise.all(processes.filter(({ name }) => name === MARIADB).map(shutDown));
      return place;
  }
}
