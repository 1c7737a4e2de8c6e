/** A running deployment: stops it and reports unexpected exits. */

import { HarnessError } from '../errors.ts';
import type { Deployment } from '../model.ts';
import { end } from './processes/identity.ts';
import { type Running, tail } from './processes/processes.ts';
import { removeRunFolder } from './run-folder/record.ts';

export interface BootOptions {
  /** Leave it running when this process exits. */
  readonly keep: boolean;
  /** Trace the DB-API functions and queries of each request. */
  readonly probe: boolean;
  readonly progress: (message: string) => void;
  readonly signal: AbortSignal;
}

export interface ManagedDeployment {
  readonly deployment: Deployment;
  /** Whether an earlier run booted it. */
  readonly reused: boolean;
  /** Stops it and removes its folder, unless it is persistent. */
  stop(): Promise<void>;
  /** Resolves when one of its processes exits unexpectedly. */
  readonly died: Promise<HarnessError>;
}

/** @param failed called when a process exits unexpectedly; the folder is then kept for inspection */
export function runningDeployment(
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
        resolve(death(deployment.name, process, how));
        try {
          failed();
        } catch {
          // The record cannot be written, as on a full disk. So the next run removes the folder.
        }
      });
    }
  });
  const stop = async () => {
    if (keep) return;
    const wasDead = state === 'dead';
    state = 'stopping';
    await Promise.all(processes.map(end));
    if (!wasDead) await removeRunFolder(folder);
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

/** The error to report, with the end of the log. */
export const death = (
  deployment: string,
  { name, log }: { name: string; log: string },
  how: string,
): HarnessError =>
  new HarnessError(
    'DEPLOYMENT_DIED',
    `${name} of ${deployment} exited unexpectedly (${how}):\n${tail(log)}`,
    {
      fix: `Full log: ${log}`,
    },
  );
