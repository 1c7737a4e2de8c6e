import { setTimeout as sleep } from 'node:timers/promises';
import type { Named } from '../../config/config.ts';
import { type BootOptions, boot, sweep } from '../../deployments/managed.ts';
import type { HarnessError } from '../../errors.ts';
import type { Deployment, PerSide, Service } from '../../model.ts';

/** Milliseconds to wait for a process's exit to be noticed after its connections broke. */
const DEATH_NOTICE = 1000;

export interface Booted {
  readonly deployments: PerSide<Deployment>;
  /** Stops what this run started. */
  stop(): Promise<void>;
  /** Resolves when a managed deployment exits unexpectedly. */
  readonly died: Promise<HarnessError>;
  readonly rootCause: (error: HarnessError) => Promise<HarnessError>;
}

/** Boots managed deployments with the services that the run needs, and connects to remote ones. */
export async function bootNamed(
  named: PerSide<Named>,
  services: readonly Service[],
  options: BootOptions,
): Promise<Booted> {
  if ([named.baseline, named.target].some(({ kind }) => kind === 'managed')) {
    for (const line of await sweep()) options.progress(line);
  }
  const results = await Promise.allSettled([
    open(named.baseline, services, options),
    open(named.target, services, options),
  ]);
  const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => {
    await Promise.all(opened.map((each) => each.stop()));
  };
  const [baseline, target] = opened;
  if (!baseline || !target) {
    await stop();
    throw results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))[0];
  }
  const died = Promise.race([baseline.died, target.died]);
  return {
    deployments: { baseline: baseline.deployment, target: target.deployment },
    stop,
    died,
    rootCause: async (error) =>
      error.code === 'CONNECTION_FAILED' ? Promise.race([died, sleep(DEATH_NOTICE, error)]) : error,
  };
}

interface Opened {
  readonly deployment: Deployment;
  readonly died: Promise<HarnessError>;
  stop(): Promise<void>;
}

async function open(named: Named, services: readonly Service[], options: BootOptions): Promise<Opened> {
  if (named.kind === 'managed') {
    const booted = await boot({ ...named, services }, options);
    const disposable = !options.keep && !booted.reused;
    return { ...booted, deployment: { ...booted.deployment, disposable } };
  }
  return { deployment: named.deployment, died: new Promise(() => {}), stop: async () => {} };
}
