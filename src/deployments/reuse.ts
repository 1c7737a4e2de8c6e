/** Reuses a persistent deployment. */
import { join } from 'node:path';
import type { HarnessError } from '../errors.ts';
import { socketOf as mariadbSocket } from './databases/mariadb.ts';
import { answers } from './databases/rome-store.ts';
import { isAlive } from './processes/identity.ts';
import { type PersistentDeployment, remove, running } from './processes/persistent.ts';
import { greeting, serving } from './processes/readiness.ts';
import { describe } from './run-folder/folder.ts';
import { INSIDE } from './run-folder/inside.ts';
import { databaseOf, type ManagedSpec, redisOf, servicesOf } from './run-folder/managed-spec.ts';
import { type BootOptions, death, type ManagedDeployment } from './running-deployment.ts';
import { componentsIn, componentsOf, readyUrlOf } from './services/components.ts';
import { specDigest } from './services/spec.ts';

const HEALTH_MS = 5000;
const WATCH_MS = 250;

/** The persistent deployment of this name if it is current and healthy; otherwise undefined. */
export async function reuse(spec: ManagedSpec, options: BootOptions): Promise<ManagedDeployment | undefined> {
  for (const kept of (await running()).filter(({ record }) => record.spec.name === spec.name)) {
    const { record, folder } = kept;
    const there = componentsIn(record.ports);
    const enough = componentsOf(servicesOf(spec)).every((component) => there.includes(component));
    // It may have more services than requested.
    const hash = await specDigest({ ...spec, services: servicesOf(record.spec) });
    const current = record.hash === hash && enough && (record.probe || !options.probe);
    if (current && (await isWell(kept))) {
      options.progress(`${spec.name}: reusing the running deployment`);
      const deployment = await describe(folder, spec, record.ports, options.probe);
      return { deployment, reused: true, stop: async () => {}, died: watch(kept) };
    }
    if (current || options.keep) await remove(kept);
    else
      options.progress(
        `${spec.name}: the running deployment is out of date or misses a service; \`run-scenarios up ${spec.name}\` replaces it`,
      );
  }
  return undefined;
}

export async function isWell({ folder, record }: PersistentDeployment): Promise<boolean> {
  const signal = AbortSignal.timeout(HEALTH_MS);
  try {
    await Promise.all([
      ...componentsIn(record.ports).map((component) => serving(readyUrlOf(record.ports, component), signal)),
      record.spec.backend === 'rome' && answers(redisOf(record.spec), join(folder, INSIDE.redis), signal),
      databaseOf(record.spec) === 'mariadb' && greeting(mariadbSocket(folder), signal),
    ]);
    return true;
  } catch {
    return false;
  }
}

/** Polls for an exit, because these processes are not children of this one. */
function watch({ record }: PersistentDeployment): Promise<HarnessError> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const dead = record.processes.find((process) => !isAlive(process));
      if (!dead) return;
      clearInterval(timer);
      resolve(death(record.spec.name, dead, 'it was left running by an earlier run'));
    }, WATCH_MS).unref();
  });
}
