import { defineConfig } from 'playwright/test';
import { CHROMIUM } from './tests/support/machine/chromium.ts';

/** File for the results of one test suite. `npm test` sets it and reads the file for its summary. */
const results = process.env.RESULTS_FILE;

/** A busy machine takes long to boot a deployment. No test may fail for that; the timeout ends a test that hangs. */
const INTEGRATION = { testDir: 'tests/integration', dependencies: ['openstack'], timeout: 30 * 60_000 };

/** Tag of an integration test that takes a minute or more, and of a unit test that takes half a second or more. */
const LONG = /@long/;

/** The only test runner. Unit tests need nothing but Node. The other tests first install what they need. */
export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  timeout: 300_000,
  // Long enough for a busy machine. Only a failure takes that long.
  expect: { timeout: 180_000 },
  workers: 2,
  reporter: results ? [['list'], ['json', { outputFile: results }]] : 'list',
  projects: [
    { name: 'unit', testDir: 'tests/unit', grepInvert: LONG },
    { name: 'unit-long', testDir: 'tests/unit', grep: LONG },
    { name: 'browser', testDir: 'tests/setup', testMatch: 'browser.setup.ts' },
    { name: 'openstack', testDir: 'tests/setup', testMatch: 'openstack.setup.ts' },
    {
      name: 'dashboard',
      testDir: 'tests/dashboard',
      dependencies: ['browser'],
      use: {
        launchOptions: {
          executablePath: CHROMIUM,
          // Chromium's sandbox does not run as root. It is not needed, because the pages are our own.
          args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
        },
      },
    },
    // Workers start with the tests of the first project. If a long test started last, it would run alone at the end.
    { ...INTEGRATION, name: 'integration-long', grep: LONG },
    { ...INTEGRATION, name: 'integration', grepInvert: LONG },
    // Only on request, because it boots the deployments of this target.
    ...(process.env.SCENARIOS_TARGET
      ? [{ name: 'scenarios', testDir: 'tests/scenarios', timeout: 0, workers: 1 }]
      : []),
  ],
});
