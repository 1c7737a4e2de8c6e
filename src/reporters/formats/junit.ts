import { create } from 'xmlbuilder2';
import type { RunFile, ScenarioResult, StepResult } from '../../model.ts';
import { isFailing, stepTextPlain } from '../text/step-text.ts';

/** A run as JUnit XML: a suite per scenario, a case per step; what could not run is an error, not a failure. */
export function junit(run: RunFile): string {
  const suites = run.scenarios.map((scenario) => suite(scenario.id, scenario.ms, cases(scenario)));
  if (run.abort) {
    const { code, message, fix } = run.abort;
    const error = { '@type': code, '@message': message, '#': fix ?? '' };
    suites.push(
      suite('run', run.ms.total, [{ '@classname': 'run', '@name': 'the run was broken off', error }]),
    );
  }
  const root = { testsuites: { '@name': `${run.target} against ${run.baseline}`, testsuite: suites } };
  return create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\uFFFD' }, root).end({
    prettyPrint: true,
  });
}

type Node = Readonly<Record<string, unknown>>;

const suite = (name: string, ms: number, testcase: readonly Node[]): Node => ({
  '@name': name,
  '@tests': testcase.length,
  '@failures': testcase.filter((each) => 'failure' in each).length,
  '@errors': testcase.filter((each) => 'error' in each).length,
  '@time': seconds(ms),
  testcase,
});

function cases(scenario: ScenarioResult): Node[] {
  const steps = scenario.steps.map((step) => ({
    '@classname': scenario.id,
    '@name': `${step.endpoint} ${step.name}`,
    '@file': step.place.file,
    '@line': step.place.line,
    '@time': seconds(Math.max(0, ...Object.values(step.exchanges).map(({ ms }) => ms))),
    ...(isFailing(step) ? outcome(scenario, step) : {}),
  }));
  const others = scenario.failures.map(({ code, message, side }) => ({
    '@classname': scenario.id,
    '@name': `${code.toLowerCase()} on the ${side}`,
    error: { '@type': code, '@message': message },
  }));
  return [...steps, ...others];
}

function outcome(scenario: ScenarioResult, step: StepResult): Node {
  const text = stepTextPlain(scenario, step);
  const [headline = ''] = text.split('\n', 1);
  const content = { '@type': step.verdict, '@message': headline, '#': text };
  const compared = Object.keys(step.exchanges).length > 0 && step.verdict !== 'blocked';
  return compared ? { failure: content } : { error: content };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
