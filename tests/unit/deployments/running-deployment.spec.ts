import { expect, test } from 'playwright/test';
import { runningDeployment } from '../../../src/deployments/running-deployment.ts';
import type { Deployment } from '../../../src/model.ts';

test('a death is reported even if it cannot be recorded, as on a full disk', async () => {
  const deployment = { name: 'rome' } as Deployment;
  const glance = {
    ...{ name: 'Glance', log: '/nowhere/glance.log', pid: 4_194_304, start: 1 },
    ended: Promise.resolve({ code: null, how: 'SIGKILL' }),
  };
  const { died } = runningDeployment('/nowhere/rome-abc', deployment, [glance], false, () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  });
  const error = await Promise.race([died, new Promise((resolve) => setTimeout(resolve, 300, 'silence'))]);
  expect(error).toMatchObject({ code: 'DEPLOYMENT_DIED' });
});
