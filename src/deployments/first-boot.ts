/** Boots a template once, so that what a deployment makes at its first start is part of its first state. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyDatabases } from './databases.ts';
import { saveFirstState } from './first-state.ts';
import { fillFolder, INSIDE } from './folder.ts';
import { end } from './identity.ts';
import { launch } from './launch.ts';
import { PARTS, portsOf } from './parts.ts';
import { runsFolder } from './paths.ts';
import { freePorts } from './ports.ts';
import { seed } from './seed.ts';
import type { Passwords } from './template.ts';

/**
 * Starts all services on the folder's databases, lets the computes register, makes what all scenarios share, and
 * takes the databases, the stores and the ids of that into the folder.
 *
 * Without it every boot would do so again, and each deployment would have other ids of the same hosts.
 */
export async function firstBoot(folder: string, passwords: Passwords, signal: AbortSignal): Promise<void> {
  const ports = portsOf(PARTS, await freePorts(PARTS.length));
  const spec = { name: 'the first boot', backend: 'sql', services: ['glance', 'nova'] } as const;
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
    const shared = await seed(ports, passwords.admin, signal);
    await saveFirstState(place, 'sql');
    for (const part of PARTS) await copyDatabases(part, join(place, INSIDE.firstState), folder);
    await cp(join(place, INSIDE.firstState, 'stores'), join(folder, 'stores'), { recursive: true });
    await writeFile(join(folder, INSIDE.shared), JSON.stringify(shared), { mode: 0o600 });
  } finally {
    await Promise.all(processes.map(end));
    await rm(place, { recursive: true, force: true, maxRetries: 3 });
  }
}
