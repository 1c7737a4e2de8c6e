/** Fixtures for tests with their own run folders, and helpers that read these folders. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base } from 'playwright/test';
import type { DeploymentRecord } from '../../../src/deployments/file-kinds.ts';
import {
  type BootOptions,
  boot,
  type ManagedDeployment,
  type ManagedSpec,
} from '../../../src/deployments/managed.ts';
import { remove } from '../../../src/deployments/processes/persistent.ts';
import { readRecord } from '../../../src/deployments/run-folder/record.ts';
import type { Deployment } from '../../../src/model.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface Fixtures {
  /** The folder of this test's run folders. */
  readonly runs: string;
  /** Boots a deployment that stops with the test. */
  readonly booted: (spec: ManagedSpec, options?: Partial<BootOptions>) => Promise<ManagedDeployment>;
}

export const test = base.extend<Fixtures>({
  runs: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from its pattern.
    async ({}, use) => {
      // The path is short because the address of a Unix socket has at most 107 bytes.
      const runtime = mkdtempSync(join(tmpdir(), 'rs-'));
      const before = process.env.XDG_RUNTIME_DIR;
      process.env.XDG_RUNTIME_DIR = runtime;
      await use(join(runtime, 'run-scenarios'));
      await endAll(join(runtime, 'run-scenarios'));
      if (before === undefined) delete process.env.XDG_RUNTIME_DIR;
      else process.env.XDG_RUNTIME_DIR = before;
      rmSync(runtime, { recursive: true, force: true });
    },
    { auto: true },
  ],
  booted: async ({ runs: _ }, use) => {
    const all: ManagedDeployment[] = [];
    await use(async (spec, options) => {
      const managed = await boot(spec, { ...defaults(), ...options });
      all.push(managed);
      return managed;
    });
    await Promise.all(all.map((managed) => managed.stop()));
  },
});

/** Stops every deployment below a folder, including those with dead processes. */
async function endAll(runs: string): Promise<void> {
  for (const name of existsSync(runs) ? readdirSync(runs) : []) {
    const folder = join(runs, name);
    const record = readRecord(folder);
    if (record) await remove({ folder, record });
  }
}

export const defaults = (): BootOptions => ({
  keep: false,
  probe: false,
  progress: () => {},
  signal: new AbortController().signal,
});

export const folderOf = (deployment: Deployment): string => deployment.folders[0] as string;

export const recordOf = (deployment: Deployment): DeploymentRecord =>
  readRecord(folderOf(deployment)) as DeploymentRecord;

export const pidOf = (deployment: Deployment, name: string): number =>
  recordOf(deployment).processes.find((process) => process.name === name)?.pid as number;

/** Starts a separate process that boots a deployment and waits. Resolves when the deployment is ready. */
export async function bootElsewhere(spec: ManagedSpec): Promise<{ readonly pid: number }> {
  const script = join(ROOT, 'tests/integration/deployments/child.mjs');
  const child = spawn(process.execPath, [script, JSON.stringify(spec)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (data) => String(data).includes('ready') && resolve());
    child.on('exit', (code) => reject(new Error(`exit code ${code}`)));
  });
  return { pid: child.pid as number };
}
