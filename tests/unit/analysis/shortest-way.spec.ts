import { expect, test } from 'playwright/test';
import { shortestWay } from '../../../src/analysis/shortest-way.ts';
import type { Scenario, Step } from '../../../src/model.ts';
import { jqPath } from '../../../src/reporters/formats/jq-path.ts';

const step = (
  name: string,
  method: Step['request']['method'],
  path: string,
  parts: Partial<Step> = {},
): Step => ({
  name,
  place: { file: 'a.yaml', line: 1, column: 1 },
  service: 'glance',
  as: 'member',
  request: { method, path, headers: {}, ...parts.request },
  expect: { headers: {}, body: {} },
  expectPlaces: {},
  capture: {},
  ...parts,
});

const scenario = (steps: readonly Step[]): Scenario => ({
  ...{ id: 'glance/a', file: 'a.yaml', name: 'A story', service: 'glance', tags: [], exclusive: false },
  ...{ locks: [], vars: {}, steps, cleanup: [] },
});

test('the way to a step leaves out what only reads', () => {
  const make = step('make', 'POST', '/v2/images', { capture: { id: '$.id' } });
  const look = step('look', 'GET', '/v2/images');
  const take = step('take', 'GET', '/v2/images', { capture: { next: '$.next' } });
  const last = step('last', 'GET', '/v2/images/${id}');
  const way = shortestWay(scenario([make, look, take, last, look]), 3);
  expect(way.steps.map(({ name }) => name)).toEqual(['make', 'take', 'last']);
});

test('JSONPaths of captures become filters of jq', () => {
  expect(jqPath('$.images[0].name')).toBe('.["images"][0]["name"]');
  expect(jqPath("$['x-y'].z")).toBe('.["x-y"]["z"]');
  expect(jqPath('$..id')).toBeUndefined();
});
