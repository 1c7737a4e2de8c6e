import { isFailing, isPassed } from '../../analysis/verdict.ts';
import type { RunFile, ScenarioResult, StepResult } from '../../model.ts';
import { headline, outcomeOf, stepTextPlain } from '../text/step-text.ts';
import { type XmlElement, xmlDocument } from './xml.ts';

/** JUnit XML of a run: a suite per scenario, a case per step. A step that could not run is an error, not a failure. */
export function junit(run: RunFile): string {
  const suites = run.scenarios.map((scenario) => suite(scenario.id, scenario.ms, cases(scenario)));
  if (run.abort) {
    const { code, message, fix } = run.abort;
    const broken = { classname: 'run', name: 'run interrupted' };
    suites.push(suite('run', run.ms.total, [testCase(broken, problem('error', code, message, fix))]));
  }
  const name = `${run.target} against ${run.baseline}`;
  return xmlDocument({ name: 'testsuites', attributes: { name }, content: suites });
}

function suite(name: string, ms: number, testCases: readonly XmlElement[]): XmlElement {
  const outcomes = testCases.flatMap(({ content = [] }) => content as readonly XmlElement[]);
  const count = (outcome: string): number => outcomes.filter((each) => each.name === outcome).length;
  const counts = { failures: count('failure'), errors: count('error'), skipped: count('skipped') };
  const attributes = { name, tests: testCases.length, ...counts, time: seconds(ms) };
  return { name: 'testsuite', attributes, content: testCases };
}

const testCase = (attributes: XmlElement['attributes'], ...outcome: readonly XmlElement[]): XmlElement => ({
  name: 'testcase',
  attributes,
  content: outcome,
});

const problem = (name: 'failure' | 'error', type: string, message: string, content = ''): XmlElement => ({
  name,
  attributes: { type, message },
  content,
});

function cases(scenario: ScenarioResult): XmlElement[] {
  const { id: classname } = scenario;
  const steps = scenario.steps.map((step) => {
    const { file, line } = step.place;
    const time = seconds(Math.max(0, ...Object.values(step.exchanges).map(({ ms }) => ms)));
    const attributes = { classname, name: `${step.endpoint} ${step.name}`, file, line, time };
    return testCase(attributes, ...outcome(scenario, step));
  });
  const others = scenario.failures.map(({ code, message, side }) =>
    testCase({ classname, name: `${code.toLowerCase()} on the ${side}` }, problem('error', code, message)),
  );
  const left = { classname, name: 'all steps' };
  const { unavailable } = scenario;
  if (unavailable !== undefined) return [...steps, ...others, testCase(left, skipped(unavailable))];
  const undone = scenario.brokenOff
    ? [testCase(left, problem('error', 'BROKEN_OFF', `interrupted after ${steps.length} steps`))]
    : steps.length + others.length === 0 && !isPassed(scenario)
      ? [testCase(left, problem('error', 'NOTHING_RAN', 'no step ran'))]
      : [];
  return [...steps, ...others, ...undone];
}

function outcome(scenario: ScenarioResult, step: StepResult): XmlElement[] {
  if (isFailing(step)) {
    const compared = Object.keys(step.exchanges).length > 0 && step.verdict !== 'blocked';
    const text = stepTextPlain(scenario, step);
    return [problem(compared ? 'failure' : 'error', outcomeOf(step), headline(step), text)];
  }
  if (step.verdict !== 'unavailable') return [];
  return [skipped(`the deployments do not provide ${step.unavailable}`)];
}

const skipped = (message: string): XmlElement => ({ name: 'skipped', attributes: { message } });

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
