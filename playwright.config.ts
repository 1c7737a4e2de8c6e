import { defineConfig } from 'playwright/test';

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
    { name: 'integration', testDir: 'tests/integration', dependencies: ['unit'] },
  ],
});
