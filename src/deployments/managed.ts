/** Boots managed deployments: real services on SQL, or on ROME with a private Redis. */
import { rm } from 'node:fs/promises';
import { HarnessError } from '../errors.ts';
import { needsOf } from './machine/packages.ts';
import { freePorts } from './machine/ports.ts';
import { end, OWN } from './processes/identity.ts';
import { launch, PortTaken } from './processes/launch.ts';
import type { Running } from './processes/processes.ts';
import { demandCheckouts, prepareCheckouts } from './releases/checkouts.ts';
import { ensureRelease } from './releases/ensure-release.ts';
import { releaseOf } from './releases/software.ts';
import { reuse } from './reuse.ts';
import { canRestore, saveFirstState } from './run-folder/first-state.ts';
import { describe, fillFolder, makeFolder } from './run-folder/folder.ts';
import { type ManagedSpec, servicesOf } from './run-folder/managed-spec.ts';
import { recordIn } from './run-folder/record.ts';
import { type BootOptions, type ManagedDeployment, runningDeployment } from './running-deployment.ts';
import { componentsOf, NAMES, portsOf } from './services/components.ts';
import { specDigest } from './services/spec.ts';
import { template } from './template/template.ts';

export { discoveryCopy } from './copy/copy.ts';
export { ensurePackages } from './machine/packages.ts';
export { running, sweep } from './processes/persistent.ts';
export type { ManagedSpec } from './run-folder/managed-spec.ts';
export type { BootOptions, ManagedDeployment } from './running-deployment.ts';

const ATTEMPTS = 3;

/**
 * Boots a deployment, or reuses the persistent one of the same name if it is current and healthy.
 * @throws HarnessError CONFIG_INVALID (a checkout), PACKAGE_MISSING, PLATFORM_UNSUPPORTED, COPY_FAILED, BOOT_FAILED or INTERRUPTED
 */
export async function boot(spec: ManagedSpec, options: BootOptions): Promise<ManagedDeployment> {
  demandCheckouts(spec);
  await ensureRelease(releaseOf(spec), needsOf(spec), options);
  await prepareCheckouts(spec);
  const hash = await specDigest(spec);
  const reused = await reuse(spec, options);
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
  const first = await template(spec, progress, signal);
  const components = componentsOf(servicesOf(spec));
  const ports = portsOf(components, await freePorts(components.length));
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
  let processes: readonly Running[] = [];
  try {
    await fillFolder(folder, spec, first, ports);
    progress(`${spec.name}: starting ${components.map((component) => NAMES[component]).join(', ')}`);
    processes = await launch({
      folder,
      spec,
      ports,
      keep,
      probe,
      signal,
      started,
      romeKey: first.romeKey,
    });
    if (keep && canRestore(spec)) await saveFirstState(folder, spec);
    const deployment = await describe(folder, spec, ports, probe);
    note({ state: 'ready' });
    progress(`${spec.name}: ready in ${((Date.now() - began) / 1000).toFixed(1)} s`);
    return runningDeployment(folder, deployment, processes, keep, () => note({ state: 'failed' }));
  } catch (error) {
    await Promise.all(processes.map(end));
    // Keep the logs only if the boot failed.
    if (error instanceof HarnessError && error.code === 'BOOT_FAILED') note({ state: 'failed' });
    else await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
