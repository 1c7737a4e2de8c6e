import { expect, test } from 'playwright/test';
import { shortestWay } from '../../../src/analysis/shortest-way.ts';
import { jqPath } from '../../../src/reporters/formats/jq-path.ts';
import { scenario, step } from '../../support/scenarios/stories.ts';

test('the shortened scenario omits steps that only read', () => {
  const make = step('make', 'POST', '/v2/images', { capture: { id: '$.id' } });
  const look = step('look', 'GET', '/v2/images');
  const take = step('take', 'GET', '/v2/images', { capture: { next: '$.next' } });
  const last = step('last', 'GET', '/v2/images/${id}');
  const way = shortestWay(scenario([make, look, take, last, look]), 3);
  expect(way.steps.map(({ name }) => name)).toEqual(['make', 'take', 'last']);
});

test('JSONPaths of captures are converted to jq filters', () => {
  expect(jqPath('$.images[0].name')).toBe('.["images"][0]["name"]');
  expect(jqPath("$['x-y'].z")).toBe('.["x-y"]["z"]');
  expect(jqPath('$..id')).toBeUndefined();
});
