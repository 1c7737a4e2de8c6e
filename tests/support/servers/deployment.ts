import { boot, type ManagedDeployment } from '../../../src/deployments/managed.ts';
import type { Deployment } from '../../../src/model.ts';
import { test as withFolder } from '../files/folder.ts';

/** `test` with a real deployment on SQL, one per worker. */
export const test = withFolder.extend<object, { deployment: Deployment }>({
  deployment: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner reads which fixtures are needed from the pattern
    async ({}, use, { workerIndex }) => {
      const booted: ManagedDeployment = await boot(
        { name: `remote-${process.pid}-${workerIndex}`, backend: 'sql' },
        { keep: false, probe: false, progress: () => {}, signal: AbortSignal.timeout(30 * 60_000) },
      );
      await use(booted.deployment);
      await booted.stop();
    },
    { scope: 'worker', timeout: 0 },
  ],
});
