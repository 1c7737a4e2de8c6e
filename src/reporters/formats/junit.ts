import { create } from 'xmlbuilder2';
import { isFailing, isPassed } from '../../analysis/verdict.ts';
import type { RunFile, ScenarioResult, StepResult } from '../../model.ts';
import { headline, outcomeOf, stepTextPlain } from '../text/step-text.ts';

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
  '@skipped': testcase.filter((each) => 'skipped' in each).length,
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
    ...outcome(scenario, step),
  }));
  const others = scenario.failures.map(({ code, message, side }) => ({
    '@classname': scenario.id,
    '@name': `${code.toLowerCase()} on the ${side}`,
    error: { '@type': code, '@message': message },
  }));
  const left = { '@classname': scenario.id, '@name': 'all steps' };
  const undone = scenario.brokenOff
    ? [{ ...left, error: { '@type': 'BROKEN_OFF', '@message': `broken off after ${steps.length} steps` } }]
    : steps.length + others.length === 0 && !isPassed(scenario)
      ? [{ ...left, error: { '@type': 'NOTHING_RAN', '@message': 'no step ran' } }]
      : [];
  return [...steps, ...others, ...undone];
}

function outcome(scenario: ScenarioResult, step: StepResult): Node {
  if (isFailing(step)) {
    const text = stepTextPlain(scenario, step);
    const content = { '@type': outcomeOf(step), '@message': headline(step), '#': text };
    const compared = Object.keys(step.exchanges).length > 0 && step.verdict !== 'blocked';
    return compared ? { failure: content } : { error: content };
  }
  return step.verdict === 'unavailable'
    ? { skipped: { '@message': `the deployments lack ${step.unavailable}` } }
    : {};
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
