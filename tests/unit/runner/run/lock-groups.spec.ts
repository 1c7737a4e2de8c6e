import { expect, test } from 'playwright/test';
import { lockGroups } from '../../../../src/runner/run/lock-groups.ts';

const scenario = (id: string, ...locks: string[]) => ({ id, locks });
const ids = (...scenarios: ReturnType<typeof scenario>[]) =>
  lockGroups(scenarios).map((group) => group.map(({ id }) => id).join(' '));

test('each scenario without a lock is its own group; the order is unchanged', () => {
  expect(ids(scenario('a'), scenario('b'), scenario('c'))).toEqual(['a', 'b', 'c']);
});

test('scenarios that share a lock form a group; the longest group comes first', () => {
  expect(ids(scenario('a'), scenario('b', 'x'), scenario('c', 'y'), scenario('d', 'x'))).toEqual([
    'b d',
    'a',
    'c',
  ]);
});

test('a scenario with two locks merges their groups', () => {
  expect(
    ids(scenario('a', 'x'), scenario('b', 'y'), scenario('c', 'x', 'y'), scenario('d', 'y'), scenario('e')),
  ).toEqual(['a b c d', 'e']);
});
