import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { Json } from '../../../../../src/model.ts';
import { uuids } from '../../../../support/answers/arbitrary.ts';
import { differences, kindsAndPaths } from '../../../../support/answers/compare.ts';

const MOST = 7;

/** An element with an id, a reference that it shares with others, and leaves of its own. */
const element = (ids: readonly string[], index: number, size = index): Json => ({
  id: ids[index] as string,
  name: `image ${index}`,
  size,
  owner: ids[MOST + (index % 2)] as string,
  tags: ['x', `tag ${index}`],
});
const found = (baseline: Json, target: Json): string[] =>
  kindsAndPaths(differences({ l: baseline }, { l: target }, { ordered: true })).sort();

test('a missing, an extra and changed elements of a sequence are reported, and no others', {
  tag: '@long',
}, () => {
  const place = fc.nat(MOST - 1);
  fc.assert(
    fc.property(
      uuids(20, 20),
      place,
      fc.uniqueArray(place, { maxLength: 2 }),
      fc.boolean(),
      (ids, one, two, isExtra) => {
        const changed = two.filter((index) => index !== one);
        const all = [...Array(MOST).keys()];
        const others = ids.slice(10);
        const whole = all.map((index) => element(ids, index));
        const part = all
          .filter((index) => index !== one)
          .map((index) => element(others, index, changed.includes(index) ? 99 : index));
        const values = changed.map(
          (index) => `value $.l[${isExtra && index > one ? index - 1 : index}].size`,
        );
        const [baseline, target] = isExtra ? [part, whole] : [whole, part];
        expect(found(baseline, target)).toEqual(
          [`${isExtra ? 'extra' : 'missing'} $.l[${one}]`, ...values].sort(),
        );
      },
    ),
  );
});

test('an element that moved is a different order, beside what is missing or changed', () => {
  expect(found(['a', 'b', 'c', 'd'], ['c', 'b', 'd'])).toEqual(['missing $.l[0]', 'order $.l']);
  const named = (...all: readonly (readonly [string, number])[]): Json =>
    all.map(([name, size]) => ({ name, size }));
  expect(found(named(['a', 1], ['b', 2], ['c', 3]), named(['b', 2], ['a', 1], ['c', 4]))).toEqual([
    'order $.l',
    'value $.l[2].size',
  ]);
});

test('what differs in a sequence is as before for plain values', () => {
  for (const [baseline, target, expected] of [
    [['a', 'b', 'c'], ['b', 'c'], ['missing $.l[0]']],
    [['a', 'b'], ['a', 'x', 'b'], ['extra $.l[1]']],
    [
      ['a', 'b', 'c'],
      ['b', 'd'],
      ['missing $.l[0]', 'value $.l[2]'],
    ],
    [['a', 'b'], ['a', 'c'], ['value $.l[1]']],
    [['a', 'b', 'c'], ['c', 'b', 'a'], ['order $.l']],
    [[], ['a'], ['extra $.l[0]']],
  ] as const)
    expect(found(baseline, target)).toEqual(expected);
});

test('a long sequence with missing elements is aligned in little time', { tag: '@long' }, () => {
  const all = [...Array(5000).keys()].map((n) => ({ name: `n${n}`, size: n }));
  const began = performance.now();
  expect(
    found(
      all,
      all.filter(({ size }) => size !== 100 && size !== 4000),
    ),
  ).toHaveLength(2);
  expect(performance.now() - began).toBeLessThan(20_000);
});
