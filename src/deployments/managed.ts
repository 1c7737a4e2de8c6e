/** Boots managed deployments: real Keystone and Glance, on SQLite or on ROME over a private Redis. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import type { Deployment } from '../model.ts';
import { authUrlOf, describe, fillFolder, glanceUrlOf, INSIDE, makeFolder } from './folder.ts';
import { end, isAlive, OWN } from './identity.ts';
import { type KeptDeployment, remove, running } from './kept.ts';
import { launch, PortTaken } from './launch.ts';
import { ensurePackages } from './packages.ts';
import { freePorts } from './ports.ts';
import { type Running, tail } from './processes.ts';
import { answering, serving } from './readiness.ts';
import { type ManagedSpec, recordIn } from './record.ts';
import { socketOf } from './redis.ts';
import { specDigest } from './spec.ts';
import { template } from './template.ts';

export { discoveryCopy } from './copy.ts';
export { running, sweep } from './kept.ts';
export { ensurePackages } from './packages.ts';
export type { ManagedSpec } from './record.ts';

export interface BootOptions {
  /** Leave it running when this process ends. */
  readonly keep: boolean;
  /** Let it tell which DB-API functions and queries answer a request. */
  readonly probe: boolean;
  readonly progress: (message: string) => void;
  readonly signal: AbortSignal;
}

export interface ManagedDeployment {
  readonly deployment: Deployment;
  /** It was kept by an earlier run. */
  readonly reused: boolean;
  /** Ends it and removes its folder, unless it is to be kept. */
  stop(): Promise<void>;
  /** Resolves when one of its processes ends by itself. */
  readonly died: Promise<HarnessError>;
}

const ATTEMPTS = 3;
const HEALTH_MS = 5000;
const WATCH_MS = 250;

/**
 * Boots a deployment, or takes the kept one of the same name when it is up to date and well.
 * Rejects with PACKAGE_MISSING, PLATFORM_UNSUPPORTED, COPY_FAILED, BOOT_FAILED or INTERRUPTED.
 */
export async function boot(spec: ManagedSpec, options: BootOptions): Promise<ManagedDeployment> {
  await ensurePackages(options.progress);
  const hash = await specDigest(spec);
  const reused = await reuse(spec, hash, options);
  if (reused) return reused;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await bootOnce(spec, hash, options);
    } catch (error) {
      if (!(error instanceof PortTaken)) throw error;
      if (attempt < ATTEMPTS) continue;
      throw new HarnessError('BOOT_FAILED', `${spec.name} found no free ports in ${ATTEMPTS} attempts`);
    }
  }
}

async function bootOnce(spec: ManagedSpec, hash: string, options: BootOptions): Promise<ManagedDeployment> {
  const began = Date.now();
  const { keep, probe, progress, signal } = options;
  const first = await template(spec.backend, progress);
  const [keystone = 0, glance = 0] = await freePorts(2);
  const ports = { keystone, glance };
  const folder = await makeFolder(spec.name);
  const { note, started } = recordIn(folder, {
    version: 1,
    spec,
    hash,
    state: 'booting',
    keep,
    probe,
    owner: OWN,
    processes: [],
    ports,
  });
  try {
    await fillFolder(folder, spec, first, ports);
    progress(`${spec.name}: starting Keystone and Glance`);
    const processes = await launch({
      folder,
      spec,
      ports,
      keep,
      probe,
      signal,
      started,
      romeKey: first.romeKey,
    });
    const deployment = await describe(folder, spec, ports, probe);
    note({ state: 'ready' });
    progress(`${spec.name}: ready in ${((Date.now() - began) / 1000).toFixed(1)} s`);
    return handle(folder, deployment, processes, keep, () => note({ state: 'failed' }));
  } catch (error) {
    // Its logs are for reading, unless there is nothing wrong with them.
    if (error instanceof HarnessError && error.code === 'BOOT_FAILED') note({ state: 'failed' });
    else await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function handle(
  folder: string,
  deployment: Deployment,
  processes: readonly Running[],
  keep: boolean,
  failed: () => void,
): ManagedDeployment {
  let state: 'up' | 'stopping' | 'dead' = 'up';
  const died = new Promise<HarnessError>((resolve) => {
    for (const process of processes) {
      process.ended.then(({ how }) => {
        if (state !== 'up') return;
        state = 'dead';
        failed();
        resolve(death(deployment.name, process, how));
      });
    }
  });
  const stop = async () => {
    if (keep) return;
    const wasDead = state === 'dead';
    state = 'stopping';
    await Promise.all(processes.map(end));
    if (!wasDead) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  let stopped: Promise<void> | undefined;
  return {
    deployment,
    reused: false,
    died,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

const death = (deployment: string, { name, log }: { name: string; log: string }, how: string): HarnessError =>
  new HarnessError('DEPLOYMENT_DIED', `${name} of ${deployment} ended by itself (${how}):\n${tail(log)}`, {
    fix: `The whole log: ${log}`,
  });

/** The kept deployment of this name, if it can stand for a fresh one. */
async function reuse(
  spec: ManagedSpec,
  hash: string,
  options: BootOptions,
): Promise<ManagedDeployment | undefined> {
  for (const kept of (await running()).filter(({ record }) => record.spec.name === spec.name)) {
    const { record, folder } = kept;
    const current = record.hash === hash && (record.probe || !options.probe);
    if (current && (await isWell(kept))) {
      options.progress(`${spec.name}: taking the one that was kept`);
      const deployment = await describe(folder, spec, record.ports, options.probe);
      return { deployment, reused: true, stop: async () => {}, died: watch(kept) };
    }
    if (current || options.keep) await remove(kept);
    else
      options.progress(
        `${spec.name}: the kept one is out of date; \`run-scenarios up ${spec.name}\` replaces it`,
      );
  }
  return undefined;
}

async function isWell({ folder, record }: KeptDeployment): Promise<boolean> {
  const signal = AbortSignal.timeout(HEALTH_MS);
  try {
    await Promise.all([
      serving(authUrlOf(record.ports), signal),
      serving(`${glanceUrlOf(record.ports)}/versions`, signal),
      record.spec.backend === 'rome' && answering(socketOf(join(folder, INSIDE.redis)), signal),
    ]);
    return true;
  } catch {
    return false;
  }
}

/** Watches processes that are not this one's children. */
function watch({ record }: KeptDeployment): Promise<HarnessError> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const dead = record.processes.find((process) => !isAlive(process));
      if (!dead) return;
      clearInterval(timer);
      resolve(death(record.spec.name, dead, 'it was kept by an earlier run'));
    }, WATCH_MS).unref();
  });
}
