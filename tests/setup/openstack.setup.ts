import { test as setup } from 'playwright/test';
import { ensurePackages } from '../../src/deployments/managed.ts';
import { SERVICES } from '../../src/model.ts';
import { ensureTools, progress } from '../support/machine/tools.ts';

setup('OpenStack and the tools of the integration tests are installed', async () => {
  setup.setTimeout(900_000);
  await ensurePackages([...SERVICES, 'mariadb'], progress);
  await ensureTools('curl', 'openssl', 'ps', 'novaTests');
});
