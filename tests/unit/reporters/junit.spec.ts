import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { RunFile } from '../../../src/model.ts';
import { junit } from '../../../src/reporters/formats/junit.ts';
import { type Element, parseXml } from '../../support/files/xml.ts';
import { exchange, runFile, scenario, step } from '../../support/runs/results.ts';

const suites = (run: RunFile): readonly Element[] => parseXml(junit(run)).children;
const cases = (run: RunFile): readonly Element[] => suites(run).flatMap(({ children }) => children);
const outcome = ({ children }: Element): string => children[0]?.name ?? 'passed';

const FAILURE = { code: 'CLEANUP', message: 'left behind', side: 'target' as const };

test('JUnit has a suite per scenario and a case per step, with places and times', () => {
  const run = runFile([
    scenario('glance/a', [step(), step({ name: 'again' })]),
    scenario('glance/b', [step()]),
  ]);
  expect(
    suites(run).map((suite) => [suite.attributes.name, suite.attributes.tests, suite.attributes.time]),
  ).toEqual([
    ['glance/a', '2', '0.040'],
    ['glance/b', '1', '0.040'],
  ]);
  expect(cases(run)[1]?.attributes).toMatchObject({
    classname: 'glance/a',
    name: 'GET /v2/images again',
    file: 'scenarios/glance/images/list.yaml',
    line: '4',
    time: '0.012',
  });
});

test('a difference is a failure; a step that did not run is an error', () => {
  const steps = [
    step(),
    step({ verdict: 'gone' }),
    step({ verdict: 'differs' }),
    step({ verdict: 'refused' }),
    step({ failures: [FAILURE] }),
    step({ verdict: 'blocked', exchanges: {}, blockedBy: 'list' }),
  ];
  const run = runFile([scenario('glance/a', steps, { failures: [FAILURE] })]);
  expect(cases(run).map(outcome)).toEqual([
    'passed',
    'passed',
    'failure',
    'failure',
    'failure',
    'error',
    'error',
  ]);
  expect(suites(run)[0]?.attributes).toMatchObject({ failures: '3', errors: '2', tests: '7' });
});

test('a step without an answer is an error', () => {
  const unanswered = { code: 'NO_ANSWER', message: 'no answer within 60 s' };
  const failures = [
    { ...unanswered, side: 'baseline' as const },
    { ...unanswered, side: 'target' as const },
  ];
  const run = runFile([scenario('glance/a', [step({ verdict: 'differs', exchanges: {}, failures })])]);
  expect(cases(run).map(outcome)).toEqual(['error']);
});

test('an interrupted run is an error, even without scenarios', () => {
  const run = runFile([], { status: 'aborted', abort: { code: 'DEPLOYMENT_DIED', message: 'Glance ended' } });
  expect(cases(run).map(outcome)).toEqual(['error']);
  expect(cases(run)[0]?.children[0]?.attributes.type).toBe('DEPLOYMENT_DIED');
});

test('a report with any text is well-formed XML', { tag: '@long' }, () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(']]>', '<!--', '&amp;', '\u0000\u001b[31m', '\ud800', '"\'<>'),
  );
  fc.assert(
    fc.property(hostile, hostile, (name, text) => {
      const difference = { kind: 'value', path: `$.${name}`, baseline: text, target: name } as const;
      const failing = step({
        name,
        verdict: 'differs',
        differences: [difference],
        exchanges: { target: exchange({ url: text }) },
      });
      const run = runFile([scenario('glance/a', [failing], { failures: [{ ...FAILURE, message: text }] })]);
      expect(cases(run).map(outcome)).toEqual(['failure', 'error']);
    }),
  );
  const plain = step({ name: 'a <b> & "c" ü ]]>' });
  expect(cases(runFile([scenario('glance/a', [plain])]))[0]?.attributes.name).toContain('a <b> & "c" ü ]]>');
});

test('the report contains no colours', () => {
  const failing = step({
    verdict: 'differs',
    failures: [{ ...FAILURE, message: '\u001b[31mred\u001b[39m' }],
  });
  const text = junit(runFile([scenario('glance/a', [failing])]));
  expect(text).toBe(stripVTControlCharacters(text));
});
