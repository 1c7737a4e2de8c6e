import { defineConfig } from 'playwright/test';
import { CHROMIUM } from './tests/support/chromium.ts';

/** The one test runner: unit tests beside integration tests with real deployments. */
export default defineConfig({
  testDir: 'tests',
  globalSetup: './tests/packages.setup.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  timeout: 120_000,
  workers: 2,
  reporter: process.env.CI ? [['list'], ['json', { outputFile: 'test-results/results.json' }]] : 'list',
  projects: [
    { name: 'unit', testDir: 'tests/unit' },
    {
      name: 'dashboard',
      testDir: 'tests/dashboard',
      use: {
        launchOptions: {
          executablePath: CHROMIUM,
          // Chromium's sandbox refuses to be run by root, and the pages are our own.
          args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
        },
      },
    },
    { name: 'integration', testDir: 'tests/integration', dependencies: ['unit'] },
  ],
});
