import { scenarioTests } from '../../src/playwright/scenario-tests.ts';

await scenarioTests({
  target: process.env.SCENARIOS_TARGET ?? '',
  filters: process.env.SCENARIOS_FILTER?.split(/\s*,\s*/) ?? [],
});
