import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { Json } from '../../../../../src/model.ts';
import { anyJson, isoTime, permutation, uuids } from '../../../../support/answers/arbitrary.ts';
import { differences, kindsAndPaths } from '../../../../support/answers/compare.ts';

const permuted = <T>(items: readonly T[], order: readonly number[]): T[] =>
  order.map((index) => items[index] as T);
const SIZE = 5;

/** Images in a listing that differ only in ids and times. */
const listing = (ids: readonly string[]): Json[] =>
  ids.map((id, index) => ({ created_at: isoTime(index), id, name: 'same', self: `/v2/images/${id}` }));

test('an unordered list of plain values is equal in any order', () => {
  fc.assert(
    fc.property(
      fc.array(anyJson, { minLength: SIZE, maxLength: SIZE }),
      permutation(SIZE),
      (items, order) => {
        expect(differences({ list: items }, { list: permuted(items, order) })).toEqual([]);
      },
    ),
  );
});

test('an unordered list of resources with known ids is equal in any order', () => {
  fc.assert(
    fc.property(uuids(2 * SIZE, 2 * SIZE), permutation(SIZE), (ids, order) => {
      const known = listing(ids.slice(0, SIZE)).map((_, index) => [ids[index], ids[SIZE + index]]);
      const target = permuted(listing(ids.slice(SIZE)), order);
      expect(
        differences(listing(ids.slice(0, SIZE)), target, { known: known as [string, string][] }),
      ).toEqual([]);
    }),
  );
});

test('an unordered list of new resources is equal in any order, even if later answers mention them', () => {
  fc.assert(
    fc.property(uuids(4, 4), permutation(2), ([a, b, x, y], order) => {
      const list = (ids: readonly (string | undefined)[]): Json[] => ids.map((id) => ({ id: id as string }));
      const baseline: Json = { images: list([a, b]), newest: a as string };
      const target: Json = { images: permuted(list([x, y]), order), newest: x as string };
      expect(differences(baseline, target)).toEqual([]);
    }),
  );
});

test('an unordered list of new resources that differ only in times is equal in any order', () => {
  fc.assert(
    fc.property(permutation(3), (order) => {
      const list = order.map((_, index) => ({ at: isoTime(index) }));
      expect(differences(list, permuted(list, order))).toEqual([]);
    }),
  );
});

test('an ordered list in a different order is one difference, at the list', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 6 }), fc.nat(), (items, turn) => {
      const by = 1 + (turn % (items.length - 1));
      const target = [...items.slice(by), ...items.slice(0, by)];
      expect(kindsAndPaths(differences({ list: items }, { list: target }, { ordered: true }))).toEqual([
        'order $.list',
      ]);
    }),
  );
});

test('an ordered list of known resources in a different order is an order difference', () => {
  const [a, b, x, y] = ['1', '2', '3', '4'].map((d) => `${d.repeat(8)}-0000-4000-8000-000000000000`);
  const known = [
    [a, x],
    [b, y],
  ] as [string, string][];
  const list = (ids: readonly (string | undefined)[]): Json[] => ids.map((id) => ({ id: id as string }));
  expect(kindsAndPaths(differences(list([a, b]), list([y, x]), { known, ordered: true }))).toEqual([
    'order $',
  ]);
  expect(differences(list([a, b]), list([x, y]), { known, ordered: true })).toEqual([]);
});

test('missing and extra list elements are reported by index', () => {
  for (const ordered of [true, false]) {
    expect(kindsAndPaths(differences([1, 2, 3], [1, 2], { ordered }))).toEqual(['missing $[2]']);
    expect(kindsAndPaths(differences([1], [1, 1, 2], { ordered }))).toEqual(['extra $[1]', 'extra $[2]']);
  }
});

test('an unordered list counts repeated values', () => {
  expect(kindsAndPaths(differences([1, 1, 2], [1, 2, 2]))).toEqual(['value $[1]']);
});

test('a change in one element of an unordered list is reported at its smallest path', () => {
  const list = (size: number): Json => [
    { name: 'a', size: 1 },
    { name: 'b', size },
  ];
  expect(kindsAndPaths(differences(list(2), [...(list(3) as Json[])].reverse()))).toEqual([
    'value $[1].size',
  ]);
});

test('a failed comparison of elements records no id pairs', () => {
  const [a, b, x, y] = ['1', '2', '3', '4'].map((d) => `${d.repeat(8)}-0000-4000-8000-000000000000`);
  const side = (first: unknown, second: unknown): Json =>
    ({
      list: [
        { id: first, n: 1 },
        { id: second, n: 2 },
      ],
    }) as Json;
  const target: Json = {
    list: [
      { id: y as string, n: 2 },
      { id: x as string, n: 1 },
    ],
  };
  expect(differences(side(a, b), target)).toEqual([]);
});

test('id pairs found in one list apply to the next list', () => {
  const [a, b, x, y] = ['1', '2', '3', '4'].map((d) => `${d.repeat(8)}-0000-4000-8000-000000000000`);
  const side = (first: unknown, second: unknown, owner: unknown): Json =>
    ({
      images: [
        { id: first, n: 1 },
        { id: second, n: 2 },
      ],
      members: [{ of: owner }],
    }) as Json;
  for (const ordered of [true, false]) {
    expect(differences(side(a, b, a), side(x, y, x), { ordered })).toEqual([]);
    expect(kindsAndPaths(differences(side(a, b, a), side(x, y, y), { ordered }))).toEqual([
      'pairing $.members[0].of',
    ]);
  }
});
