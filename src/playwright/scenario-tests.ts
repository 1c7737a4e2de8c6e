import { setMaxListeners } from 'node:events';
import { resolve } from 'node:path';
import { test as base, expect } from 'playwright/test';
import { isFailing } from '../analysis/verdict.ts';
import { Config } from '../config/config.ts';
import { bootNamed } from '../execution/boot/boot-named.ts';
import { responseRules } from '../execution/response-rules.ts';
import { inventoriesFor, namedIn, scenariosFor } from '../execution/scenarios-for.ts';
import { select, served } from '../execution/select.ts';
import type { Place, Scenario, ScenarioResult } from '../model.ts';
import { stepTextPlain } from '../reporters/text/step-text.ts';
import { closeBoth, connectBoth } from '../runner/run/connect-both.ts';
import { runScenario, type ScenarioOutcome } from '../runner/run/scenario.ts';
import { ownOrShipped } from '../shipped/paths.ts';

export interface ScenarioTests {
  /** Deployment under test, as named in the config. */
  readonly target: string;
  /** The config file. Default: run-scenarios.yaml. */
  readonly config?: string;
  /** Folders of scenarios. Default: `scenarios`. */
  readonly scenarios?: readonly string[];
  /** Filters as for `run-scenarios run`. Default: all scenarios. */
  readonly filters?: readonly string[];
  readonly exclude?: readonly string[];
}

interface Session {
  run(scenario: Scenario): Promise<ScenarioOutcome>;
}

/** Milliseconds for booting two deployments. */
const LONGEST_BOOT = 15 * 60_000;

/**
 * Declares a Playwright test for each scenario, with its steps as test steps: `await scenarioTests({ target })` in a
 * test file. Scenarios run on the baseline and the target; managed deployments keep running afterwards. The tests share
 * global state of the deployments, so their project needs `workers: 1`.
 */
export async function scenarioTests(options: ScenarioTests): Promise<void> {
  const { target, filters = [], exclude = [] } = options;
  const config = new Config(options.config ?? ownOrShipped('run-scenarios.yaml'), {});
  const named = namedIn(config, target);
  const known = inventoriesFor(named);
  const folders = (options.scenarios ?? ['scenarios']).map(ownOrShipped);
  const loaded = await scenariosFor({ scenarios: folders }, named);
  const scenarios = served(select(loaded, filters, { exclude }), [named.baseline, named.target]);
  const services = [...new Set(scenarios.map(({ service }) => service))];

  const test = base.extend<object, { readonly session: Session }>({
    session: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from its pattern
      async ({}, use) => {
        const stop = new AbortController();
        // Every pending request adds a listener, and a scenario can send many at once.
        setMaxListeners(0, stop.signal);
        const booted = await bootNamed(named, services, {
          keep: true,
          probe: true,
          progress: (line) => void process.stderr.write(`${line}\n`),
          signal: stop.signal,
        });
        void booted.died.then((error) => stop.abort(error));
        const limits = config.answerLimits();
        const { deployments } = booted;
        const { signal } = stop;
        const connections = await connectBoth(deployments, scenarios, services, { limits, signal });
        const rules = responseRules(known);
        const common = {
          ...{ connections, inventories: known, rules, keep: false, onKept: () => {} },
          runStart: Date.now(),
        };
        await use({ run: (scenario) => runScenario(scenario, { ...common, signal }) });
        await closeBoth(connections);
        await booted.stop();
      },
      { scope: 'worker', timeout: LONGEST_BOOT },
    ],
  });

  for (const scenario of scenarios) {
    const tag = scenario.tags.map((each) => `@${each}`);
    test(`${scenario.id}: ${scenario.name}`, { tag }, async ({ session }) => {
      test.skip(scenario.skip !== undefined, scenario.skip);
      // The steps have their own timeouts.
      test.setTimeout(0);
      const { result, abort } = await session.run(scenario);
      if (abort) throw abort;
      test.skip(result.unavailable !== undefined, result.unavailable);
      for (const step of result.steps) await showStep(result, step);
      expect.soft(result.failures.map(({ side, message }) => `${side}: ${message}`)).toEqual([]);
      expect(result.steps.length, 'the scenario ran to its end').toBe(scenario.steps.length);
    });
  }

  async function showStep(result: ScenarioResult, step: ScenarioResult['steps'][number]): Promise<void> {
    const title = `${step.name} (${step.endpoint})`;
    const show = async ({
      attach,
    }: {
      attach: (name: string, what: { body: string; contentType: string }) => Promise<void>;
    }) => {
      const sent = { ...step.broken, ...step.exchanges };
      if (Object.keys(sent).length > 0)
        await attach('requests and responses', {
          body: JSON.stringify(sent, undefined, 2),
          contentType: 'application/json',
        });
      const problem = isFailing(step) ? stepTextPlain(result, step) : '';
      expect.soft(problem, isFailing(step) ? problem : 'identical').toBe('');
    };
    await test.step(title, (info) => show({ attach: info.attach.bind(info) }), {
      location: locationOf(step.place),
    });
  }
}

/** The step's position, so that Playwright shows the scenario file. */
const locationOf = ({ file, line, column }: Place) => ({ file: resolve(file), line, column });
