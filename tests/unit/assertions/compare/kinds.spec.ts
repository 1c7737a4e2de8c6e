import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { Json } from '../../../../src/model.ts';
import { anyJson } from '../../../support/answers/arbitrary.ts';
import { differences, kindsAndPaths } from '../../../support/answers/compare.ts';

test('any JSON value equals itself in any order of keys', () => {
  const reversed = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, child]) => [key, reversed(child)]),
    );
  };
  fc.assert(
    fc.property(anyJson, fc.boolean(), (value, ordered) => {
      expect(differences(value, reversed(value), { ordered })).toEqual([]);
    }),
  );
});

test('a changed leaf is exactly one difference, at that leaf', () => {
  fc.assert(
    fc.property(anyJson, anyJson, fc.integer(), (before, after, value) => {
      const side = (leaf: number): Json => ({ before, deep: [{ leaf }], after });
      expect(kindsAndPaths(differences(side(value), side(value + 1)))).toEqual(['value $.deep[0].leaf']);
    }),
  );
});

/** [baseline, target, the only difference] */
const CASES: Readonly<Record<string, readonly [Json, Json, string]>> = {
  'a different number': [{ a: { b: 1 } }, { a: { b: 2 } }, 'value $.a.b'],
  'a different text': [{ a: 'x' }, { a: 'y' }, 'value $.a'],
  'a missing key': [{ a: { b: 1 } }, { a: {} }, 'missing $.a.b'],
  'an extra key': [{ a: {} }, { a: { b: null } }, 'extra $.a.b'],
  'null and a missing key': [{ a: null }, {}, 'missing $.a'],
  'a number and its text': [{ a: 1 }, { a: '1' }, 'type $.a'],
  'null and false': [{ a: null }, { a: false }, 'type $.a'],
  'a list and an object': [{ a: [] }, { a: {} }, 'type $.a'],
  'a key that needs quotes': [{ "it's": 1 }, { "it's": 2 }, "value $['it\\'s']"],
  'a missing key with the name of an inherited property': [{ constructor: 'x' }, {}, 'missing $.constructor'],
  'an extra key with the name of an inherited property': [{}, { toString: 'x' }, 'extra $.toString'],
};
for (const [what, [baseline, target, expected]] of Object.entries(CASES)) {
  test(`${what}: ${expected}`, () => {
    expect(kindsAndPaths(differences(baseline, target))).toEqual([expected]);
  });
}

test('a difference has both values, null for an absent one', () => {
  expect(differences({ a: 1, b: 2 }, { a: 3, c: 4 })).toEqual([
    { kind: 'value', path: '$.a', baseline: 1, target: 3 },
    { kind: 'missing', path: '$.b', baseline: 2, target: null },
    { kind: 'extra', path: '$.c', baseline: null, target: 4 },
  ]);
});

test("a deployment's own strings are equal anywhere in a text", () => {
  const own = {
    baseline: [
      ['http://127.0.0.1:1111', '${glance}'],
      ['/tmp/run-a/images', '${folder1}'],
    ] as [string, string][],
    target: [
      ['https://cloud.example/image', '${glance}'],
      ['/srv/images', '${folder1}'],
    ] as [string, string][],
  };
  const baseline = { next: 'see http://127.0.0.1:1111/v2/images', at: 'file:///tmp/run-a/images/x' };
  const target = { next: 'see https://cloud.example/image/v2/images', at: 'file:///srv/images/x' };
  expect(differences(baseline, target, { own })).toEqual([]);
  expect(kindsAndPaths(differences(baseline, { ...target, at: 'file:///srv/other/x' }, { own }))).toEqual([
    'value $.at',
  ]);
  expect(kindsAndPaths(differences(baseline, { ...target, next: baseline.next }, { own }))).toEqual([
    'value $.next',
  ]);
});
