import { test as setup } from 'playwright/test';
import { ensurePackages } from '../../src/deployments/managed.ts';
import { installRelease } from '../../src/deployments/releases/install-release.ts';
import { SERVICES } from '../../src/model.ts';
import { newestRelease } from '../../src/shipped/locks.ts';
import { ensureTools, progress } from '../support/machine/tools.ts';

setup('OpenStack and the tools of the integration tests are installed', async () => {
  setup.setTimeout(900_000);
  await ensurePackages([...SERVICES, 'mariadb'], progress);
  await installRelease(newestRelease(), { progress, signal: new AbortController().signal });
  await ensureTools('curl', 'openssl', 'ps', 'novaTests');
});
