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

test('the shortened scenario keeps groups of requests at once whole', () => {
  const place = { file: 'a.yaml', line: 1, column: 1 };
  const raced = (name: string, number: number, method: 'GET' | 'PUT') =>
    step(name, method, '/v2/images/1', { atOnce: { name, place, number, of: 2 } });
  const look = step('look', 'GET', '/v2/images');
  const steps = [
    ...[raced('one', 1, 'GET'), raced('one', 2, 'GET'), look],
    ...[raced('two', 1, 'PUT'), raced('two', 2, 'PUT'), look],
  ];
  const names = (index: number) => shortestWay(scenario(steps), index).steps.map(({ name }) => name);
  expect(names(3)).toEqual(['one', 'one', 'two', 'two']);
  expect(names(4)).toEqual(['one', 'one', 'two', 'two']);
  expect(names(0)).toEqual(['one', 'one']);
  expect(names(5)).toEqual(['one', 'one', 'two', 'two', 'look']);
});

test('JSONPaths of captures are converted to jq filters', () => {
  expect(jqPath('$.images[0].name')).toBe('.["images"][0]["name"]');
  expect(jqPath("$['x-y'].z")).toBe('.["x-y"]["z"]');
  expect(jqPath('$..id')).toBeUndefined();
});
