import { test as setup } from 'playwright/test';
import { ensureTools } from '../support/machine/tools.ts';

setup('the browser and Java are installed', async () => {
  setup.setTimeout(900_000);
  await ensureTools('browser', 'java');
});
