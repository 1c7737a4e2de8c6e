import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { Json } from '../../../../../src/model.ts';
import { type Mention, mention, permutation, uuids } from '../../../../support/answers/arbitrary.ts';
import { differences, kindsAndPaths } from '../../../../support/answers/compare.ts';

/** Slots of a document: the index of a resource and the form of its mention. */
const slots = (things: number) =>
  fc.array(fc.tuple(fc.nat(things - 1), mention), { minLength: 1, maxLength: 12 });

const document = (places: readonly (readonly [number, Mention])[], ids: readonly string[]): Json => ({
  first: places.slice(0, 2).map(([thing, name]) => name(ids[thing] as string)),
  rest: Object.fromEntries(places.map(([thing, name], index) => [`s${index}`, name(ids[thing] as string)])),
});

test('renaming all ids one-to-one is never a difference', () => {
  fc.assert(
    fc.property(slots(4), uuids(8, 8), fc.boolean(), (places, ids, ordered) => {
      const found = differences(document(places, ids.slice(0, 4)), document(places, ids.slice(4)), {
        ordered,
      });
      expect(found).toEqual([]);
    }),
  );
});

/** Two resources mentioned twice each, with two mentions swapped on the target. */
const exchanged = fc
  .tuple(uuids(4, 4), permutation(4), fc.tuple(mention, mention, mention, mention))
  .map(([[a, b, x, y], order, names]) => {
    const text = (ids: readonly (string | undefined)[]): Json =>
      Object.fromEntries(order.map((slot) => [`s${slot}`, (names[slot] as Mention)(ids[slot] as string)]));
    return {
      baseline: text([a, a, b, b]),
      target: text([x, y, x, y]),
      pairs: [
        [a, x],
        [b, y],
      ] as [string, string][],
    };
  });

test('two swapped ids are a difference if both occur twice', () => {
  fc.assert(
    fc.property(exchanged, ({ baseline, target }) => {
      const found = differences(baseline, target);
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['pairing']));
    }),
  );
});

test('two swapped ids are a difference if both are already known', () => {
  fc.assert(
    fc.property(uuids(4, 4), mention, ([a, b, x, y], name) => {
      const known = [
        [a, x],
        [b, y],
      ] as [string, string][];
      const pair = (left?: string, right?: string): Json => ({
        l: name(left as string),
        r: name(right as string),
      });
      expect(kindsAndPaths(differences(pair(a, b), pair(y, x), { known }))).toEqual([
        'pairing $.l',
        'pairing $.r',
      ]);
      expect(differences(pair(a, b), pair(x, y), { known })).toEqual([]);
    }),
  );
});

test('one id for two resources, or two for one, is a difference', () => {
  fc.assert(
    fc.property(uuids(3, 3), ([a, b, x]) => {
      const two: Json = { l: a as string, r: b as string };
      const one: Json = { l: x as string, r: x as string };
      expect(kindsAndPaths(differences(two, one))).toEqual(['pairing $.r']);
      expect(kindsAndPaths(differences(one, two))).toEqual(['pairing $.r']);
    }),
  );
});

const A = '11111111-1111-4111-8111-111111111111';
const HEX = (digit: string): string => digit.repeat(32);

test('an id compared with text is a value difference, and so is an extra id', () => {
  expect(kindsAndPaths(differences({ a: A }, { a: 'x' }))).toEqual(['value $.a']);
  expect(kindsAndPaths(differences({ a: A }, { a: `${A} ${A}` }))).toEqual(['value $.a']);
});

test('32 hex digits are an id if known, otherwise a checksum that must be equal', () => {
  const known = [[HEX('a'), HEX('b')]] as [string, string][];
  expect(differences({ owner: HEX('a') }, { owner: HEX('b') }, { known })).toEqual([]);
  expect(kindsAndPaths(differences({ owner: HEX('a') }, { owner: HEX('c') }, { known }))).toEqual([
    'pairing $.owner',
  ]);
  expect(kindsAndPaths(differences({ checksum: HEX('d') }, { checksum: HEX('e') }))).toEqual([
    'value $.checksum',
  ]);
  expect(differences({ checksum: HEX('d') }, { checksum: HEX('d') })).toEqual([]);
});

test('a known id corresponds only to its partner', () => {
  const known = [[HEX('a'), HEX('b')]] as [string, string][];
  expect(kindsAndPaths(differences({ owner: HEX('a') }, { owner: HEX('a') }, { known }))).toEqual([
    'pairing $.owner',
  ]);
  expect(kindsAndPaths(differences({ owner: HEX('c') }, { owner: HEX('b') }, { known }))).toHaveLength(1);
});

test('a row number in a message is an id', () => {
  const shown = (...ids: readonly number[]): Json => ids.map((id) => `locations [{'id': ${id}, "id":${id}}]`);
  expect(differences(shown(7, 8), shown(70, 81), { ordered: true })).toEqual([]);
  expect(kindsAndPaths(differences(shown(7, 7), shown(70, 81), { ordered: true }))).toEqual(['pairing $[1]']);
  expect(kindsAndPaths(differences({ a: "{'size': 7}" }, { a: "{'size': 8}" }))).toEqual(['value $.a']);
});
