import { expect, test } from 'playwright/test';
import { facetOf, levelsOf, lostFacets, lostScenarios } from '../../../src/analysis/coverage/coverage.ts';
import type { CoverageLevels, Json, StepResult } from '../../../src/model.ts';
import { endpointResult, exchange, response, step } from '../../support/runs/results.ts';

const answer = (status: number) => exchange({ response: response({ status }) });
const both = (status: number, valid?: boolean): StepResult =>
  step({
    exchanges: { baseline: answer(status), target: answer(status) },
    answered: status < 400,
    ...(valid === undefined ? {} : { valid }),
  });

/** The highest level reached, or `none`. */
function level({ called, answered, valid, identical }: CoverageLevels): string {
  const reached = [called, answered, valid, identical].map(Number);
  // Each level includes the one before.
  expect([...reached].sort().reverse()).toEqual(reached);
  return ['none', 'called', 'answered', 'valid', 'identical'][reached.filter(Boolean).length] as string;
}

test('an endpoint reaches the highest level of its steps', () => {
  expect(level(levelsOf([], true))).toBe('none');
  expect(level(levelsOf([both(404)], true))).toBe('called');
  expect(level(levelsOf([both(404), both(200)], true))).toBe('answered');
  expect(level(levelsOf([both(404), both(200, true)], false))).toBe('valid');
  expect(level(levelsOf([both(404), both(200, true)], true))).toBe('identical');
});

test('an endpoint is not valid if one of its answers is invalid or has no schema', () => {
  expect(level(levelsOf([both(200, true), both(200, false)], true))).toBe('answered');
  expect(level(levelsOf([both(200, true), both(200)], true))).toBe('answered');
});

test('a step answered by only one side is not covered', () => {
  expect(level(levelsOf([step({ exchanges: { baseline: answer(200) }, valid: true })], true))).toBe('none');
  const failing = { exchanges: { baseline: answer(200), target: answer(500) }, answered: false, valid: true };
  expect(level(levelsOf([step(failing)], true))).toBe('called');
});

test('a facet has the status, actor, query parameters and members of the body', () => {
  const url = 'http://h/v2/images?sort=a&limit=1&limit=2';
  const asked = exchange({ url, actor: 'reader', response: response({ status: 400 }) });
  expect(facetOf(step({ exchanges: { baseline: asked } }))).toBe('400 reader ?limit,sort');
  expect(facetOf(step())).toBe('200 member');
  // Which of the requests at once gets which status is a matter of chance.
  expect(facetOf(step({ atOnce: { name: 'race', requests: 2 } }))).toBe('at once member');
  const sent = (json: Json) =>
    facetOf(step({ exchanges: { baseline: exchange({ requestBody: { json } }) } }));
  expect(sent({ b: { c: { d: 1 } }, a: 1 })).toBe('200 member {a,b,b.c}');
  expect(sent([{ op: 'add', path: '/tags', value: 1 }])).toBe('200 member {add /tags}');
  expect(sent([])).toBe('200 member {[]}');
  expect(sent(['4e990577cdfe48c8'])).toBe('200 member {[string]}');
  expect(facetOf(step({ exchanges: {} }))).toBeUndefined();
});

test('a lost facet is reported with its endpoint', () => {
  const earlier = [
    endpointResult({ facets: ['200 member', '404 other'] }),
    endpointResult({ endpoint: 'GET /a' }),
  ];
  const now = [
    endpointResult({ facets: ['200 member', '200 admin'] }),
    endpointResult({ endpoint: 'GET /a' }),
  ];
  expect(lostFacets(earlier, now)).toEqual(['GET /v2/images 404 other']);
  expect(lostFacets(earlier, [])).toHaveLength(3);
});

test('a lost scenario is reported by name', () => {
  expect(
    lostScenarios(
      [{ scenarios: ['glance/b', 'glance/a'] }, { scenarios: ['glance/b'] }],
      [{ id: 'glance/b' }, { id: 'glance/c' }],
    ),
  ).toEqual(['scenario glance/a']);
});
