import { expect, test } from 'playwright/test';
import { allMissing, endpointResults, isGreen, stepVerdict } from '../../../src/analysis/verdict.ts';
import type { StepResult, Verdict } from '../../../src/model.ts';
import { VERDICTS } from '../../../src/model.ts';
import { exchange, missing, scenario, step } from '../../support/runs/results.ts';
import { INVENTORIES, inventoryOf } from '../../support/scenarios/inventory.ts';

const SEEN = { blocked: false, statuses: [200, 200], differs: false, refused: false, unavailable: false };

test('a step gets its worst verdict', () => {
  expect(stepVerdict(SEEN)).toBe('identical');
  expect(stepVerdict({ ...SEEN, statuses: [410, 410] })).toBe('gone');
  expect(stepVerdict({ ...SEEN, statuses: [410, 410], differs: true })).toBe('differs');
  expect(stepVerdict({ ...SEEN, statuses: [503, 503], unavailable: true })).toBe('unavailable');
  expect(stepVerdict({ ...SEEN, statuses: [503, 500], unavailable: true, differs: true })).toBe('differs');
  expect(stepVerdict({ ...SEEN, statuses: [200, undefined] })).toBe('differs');
  expect(stepVerdict({ ...SEEN, statuses: [undefined, undefined] })).toBe('differs');
  expect(stepVerdict({ ...SEEN, differs: true, refused: true })).toBe('refused');
  expect(stepVerdict({ ...SEEN, refused: true })).toBe('refused');
  expect(stepVerdict({ ...SEEN, blocked: true, refused: true })).toBe('blocked');
});

const of = (...verdicts: Verdict[]): Verdict | undefined =>
  endpointResults(
    [
      scenario(
        'glance/a',
        verdicts.map((verdict) => step({ verdict })),
      ),
    ],
    {
      glance: inventoryOf('GET /v2/images'),
    },
  )[0]?.verdict;

test('an endpoint gets the verdict of its worst step', () => {
  expect(of('identical', 'differs', 'gone')).toBe('differs');
  expect(of('identical', 'refused', 'differs')).toBe('refused');
  expect(of('identical', 'blocked')).toBe('blocked');
  expect(of('identical', 'identical')).toBe('identical');
  expect(of()).toBe('unreached');
});

test('every endpoint of the inventory except version documents has a result', () => {
  const inventory = inventoryOf('GET /v2/images', 'POST /v2/images', 'GET /versions');
  const endpoints = inventory.endpoints.map((each) =>
    each.path === '/versions' ? { ...each, kind: 'version-document' as const } : each,
  );
  const results = endpointResults([scenario('glance/a', [step()])], { glance: { ...inventory, endpoints } });
  expect(results.map(({ endpoint, verdict }) => `${endpoint} ${verdict}`)).toEqual([
    'GET /v2/images identical',
    'POST /v2/images unreached',
  ]);
});

test('an endpoint counts answered requests and collects the requirements of its steps', () => {
  const unanswered = step({ verdict: 'blocked', exchanges: { baseline: exchange() } });
  const needy = step({
    requirements: ['f limit'],
    missing: [missing('f', 'limit'), missing('a', 'limit')],
  });
  const scenarios = [
    scenario('glance/a', [needy, unanswered]),
    scenario('glance/b', [needy, step({ endpoint: 'POST /v2/images' })]),
  ];
  expect(endpointResults(scenarios, INVENTORIES)[0]).toMatchObject({
    called: 2,
    scenarios: ['glance/a', 'glance/b'],
    requirements: ['f limit'],
    missing: ['a limit', 'f limit'],
  });
});

test('every missing query is listed once, with the best evidence', () => {
  const surveyed = missing('f', 'limit', { reached: false, evidence: 'surveyed' });
  const reached = missing('f', 'limit', { evidence: 'reached' });
  const seen = missing('f', 'limit', { evidence: 'seen', requestId: 'req-1' });
  for (const order of [
    [surveyed, reached, seen],
    [seen, reached, surveyed],
  ]) {
    const scenarios = [
      scenario(
        'glance/a',
        order.map((query) => step({ missing: [query] })),
      ),
    ];
    expect(allMissing(scenarios).map(({ evidence }) => evidence)).toEqual(['seen']);
  }
  const both = [scenario('glance/a', [step({ missing: [missing('g', 'x'), surveyed] })])];
  expect(allMissing(both).map(({ id }) => id)).toEqual(['f limit', 'g x']);
});

const FAILURE = { code: 'EXPECTATION', message: 'status is 500', side: 'target' as const };
const green = (steps: readonly StepResult[]): boolean => isGreen([scenario('glance/a', steps)]);

test('a run is green if all answers agree and there are no failures', () => {
  expect(VERDICTS.filter((verdict) => green([step(), step({ verdict })]))).toEqual([
    'identical',
    'gone',
    'unavailable',
  ]);
  expect(green([step({ failures: [FAILURE] })])).toBe(false);
  expect(isGreen([scenario('glance/a', [step()], { failures: [FAILURE] })])).toBe(false);
  expect(
    isGreen([scenario('glance/a', [step()]), scenario('glance/b', [step({ verdict: 'differs' })])]),
  ).toBe(false);
});

test('a run without scenarios, or with a scenario without steps, is not green', () => {
  expect(isGreen([])).toBe(false);
  expect(green([])).toBe(false);
});
