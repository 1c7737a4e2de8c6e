import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import type { Json } from '../../../../src/model.ts';
import { isoTime, permutation, uuids } from '../../../support/answers/arbitrary.ts';
import { differences, kindsAndPaths } from '../../../support/answers/compare.ts';

const MOST = 12;

/** A resource in a listing, with its links to shared resources. */
interface Thing {
  readonly name: string;
  readonly size: number;
  readonly image: number;
  readonly others: readonly number[];
  readonly second: number;
}

const things = fc.array(
  fc.record<Thing>({
    name: fc.constantFrom('vm', 'vm-1', 'vm-2'),
    size: fc.nat(2),
    image: fc.nat(3),
    others: fc.array(fc.nat(3), { maxLength: 3 }),
    second: fc.nat(1000),
  }),
  { minLength: 1, maxLength: MOST },
);
const SHARED = 4;

/** A service's answer. Each resource has an id, and mentions others in lists, links and maps. */
const answer = (
  all: readonly Thing[],
  ids: readonly string[],
  order: readonly number[],
  shift: number,
): Json => ({
  servers: order.map((index) => {
    const { name, size, image, others, second } = all[index] as Thing;
    return {
      id: ids[SHARED + index] as string,
      name,
      size,
      created_at: isoTime(second + shift),
      links: [{ rel: 'self', href: `/servers/${ids[SHARED + index]}` }],
      image: { id: ids[image] as string },
      members: others.map((other) => ids[other] as string),
      states: Object.fromEntries(others.map((other) => [ids[other] as string, name])),
    };
  }),
});

const renamed = fc.tuple(
  things,
  uuids(2 * (SHARED + MOST), 2 * (SHARED + MOST)),
  permutation(MOST),
  fc.nat(10_000),
);
const inOrder = (count: number): number[] => [...Array(count).keys()];

test('renamed ids and permuted unordered lists are equal', () => {
  fc.assert(
    fc.property(renamed, ([all, ids, order, shift]) => {
      const permuted = order.filter((index) => index < all.length);
      const target = answer(all, ids.slice(SHARED + MOST), permuted, shift);
      expect(differences(answer(all, ids, inOrder(all.length), 0), target)).toEqual([]);
    }),
  );
});

test('resources with the same time are distinguished by their shared resources, in any order', () => {
  const alike = fc.array(
    fc.record<Thing>({
      name: fc.constant('vm'),
      size: fc.constant(0),
      image: fc.nat(3),
      others: fc.constant([]),
      second: fc.nat(3).map((part) => part * 5),
    }),
    { minLength: 2, maxLength: MOST },
  );
  fc.assert(
    fc.property(alike, renamed, (all, [, ids, order, shift]) => {
      const permuted = order.filter((index) => index < all.length);
      const target = answer(all, ids.slice(SHARED + MOST), permuted, shift);
      expect(differences(answer(all, ids, inOrder(all.length), 0), target)).toEqual([]);
    }),
  );
});

test('any single changed leaf is exactly one difference, at that leaf', { tag: '@long' }, () => {
  const change = fc.constantFrom<readonly [string, (value: never) => Json]>(
    ['size', (value: number) => value + 5],
    ['size', (value: number) => String(value)],
    ['size', (value: number) => value + 0.5],
    ['name', (value: string) => `${value}x`],
    ['name', (value: string) => value.replace('vm', 'vn')],
    ['created_at', (value: string) => value.replace('Z', '+00:00')],
    ['created_at', (value: string) => value.replace('Z', '.000000')],
    ['created_at', () => '0000-00-00T00:00:00Z'],
    ['created_at', () => null],
    ['id', () => null],
    ['id', (value: string) => value.toUpperCase()],
    ['id', (value: string) => value.replaceAll('-', '')],
    ['size', (value: number) => value + 2 ** 32],
  );
  fc.assert(
    fc.property(renamed, change, fc.nat(MOST - 1), ([all, ids, order, shift], [key, changed], at) => {
      // Unique names identify the changed element of the unordered list.
      const own = all.map((each, index) => ({ ...each, name: `vm ${each.name} ${index}` }));
      const index = at % own.length;
      const permuted = order.filter((each) => each < own.length);
      const target = answer(own, ids.slice(SHARED + MOST), permuted, shift) as {
        servers: Record<string, Json>[];
      };
      const element = target.servers[permuted.indexOf(index)] as Record<string, Json>;
      element[key] = changed(element[key] as never);
      const found = differences(answer(own, ids, inOrder(own.length), 0), target);
      expect(found.map(({ path }) => path)).toEqual([`$.servers[${index}].${key}`]);
    }),
  );
});

test('replacing one occurrence of an id is exactly one difference, at that place', () => {
  fc.assert(
    fc.property(uuids(8, 8), fc.nat(3), fc.integer({ min: 1, max: 3 }), ([...ids], index, by) => {
      const list = (own: readonly string[], wrong?: number): Json => ({
        images: inOrder(4).map((n) => ({
          name: `image ${n}`,
          id: own[n] as string,
          self: `/images/${own[n]}`,
        })),
        servers: inOrder(4).map((n) => ({
          name: `vm ${n}`,
          image: own[n === wrong ? (n + by) % 4 : n] as string,
        })),
      });
      const found = differences(list(ids), list(ids.slice(4), index));
      expect(kindsAndPaths(found)).toEqual([`pairing $.servers[${index}].image`]);
    }),
  );
});

test('a guessed pair is revised by later answers; a pair without alternatives is kept', {
  tag: '@long',
}, () => {
  fc.assert(
    fc.property(uuids(8, 8), permutation(4), permutation(4), (ids, order, failed) => {
      const [left, right] = [ids.slice(0, 4), order.map((index) => ids[4 + index] as string)];
      const partner = failed.map((index) => right[index] as string);
      const list = (own: readonly string[]): Json => ({
        tasks: own.map((id) => ({ id, status: 'pending' })),
      });
      const correspondence = new Correspondence();
      const next = (baseline: Json, target: Json) => differences(baseline, target, { correspondence });
      expect(next(list(left), list(right))).toEqual([]);
      // In any order, each server's partner is the one with the same state.
      for (const [index, id] of left.entries()) {
        const show = (one: string): Json => ({ id: one, message: `failed ${index}` });
        expect(next(show(id), show(partner[index] as string))).toEqual([]);
      }
      const wrong = next({ id: left[0] as string }, { id: partner[1] as string });
      expect(kindsAndPaths(wrong)).toEqual(['pairing $.id']);
    }),
  );
});

test('a mismatch is a difference once earlier answers rule out all other pairings', () => {
  fc.assert(
    fc.property(uuids(8, 8), ([a, b, i, j, x, y, k, l]) => {
      const list = (pairs: readonly (readonly [unknown, unknown])[]): Json =>
        ({ servers: pairs.map(([id, image]) => ({ id, image })) }) as Json;
      const correspondence = new Correspondence();
      const next = (baseline: Json, target: Json) =>
        kindsAndPaths(differences(baseline, target, { correspondence }));
      expect(
        next(
          list([
            [a, i],
            [b, j],
          ]),
          list([
            [x, k],
            [y, l],
          ]),
        ),
      ).toEqual([]);
      expect(next({ up: a } as Json, { up: y } as Json)).toEqual([]);
      // Pairing the server also pairs its image, because of the first answer.
      expect(next({ image: i } as Json, { image: k } as Json)).toEqual(['pairing $.image']);
    }),
  );
});

/** Elements in rings of these sizes, each with its own id and that of its neighbour, in the given order. */
const rings = (
  sizes: readonly number[],
  group: number,
  order: readonly number[],
  time?: (n: number) => string,
): Json => {
  const id = (n: number) => `${group}0000000-5e1f-4c0d-9a3b-${n.toString(16).padStart(12, '0')}`;
  let start = 0;
  const nodes = sizes.flatMap((size) => {
    const first = start;
    start += size;
    return inOrder(size).map((n) => ({
      node_id: id(first + n),
      next_id: id(first + ((n + 1) % size)),
      ...(time && { created_at: time(first + n) }),
    }));
  });
  return { nodes: order.map((n) => nodes[n] as Json) };
};

test('pairings that colours cannot distinguish are tried: rings correspond to rings of the same sizes only', () => {
  const sizes = fc.array(fc.integer({ min: 2, max: 80 }), { minLength: 1, maxLength: 6 });
  const total = (all: readonly number[]) => all.reduce((sum, each) => sum + each, 0);
  const cases = sizes.chain((all) =>
    fc.record({
      all: fc.constant(all),
      order: permutation(total(all)),
      cut: fc.integer({ min: 2, max: 40 }),
      time: fc.constantFrom(undefined, () => isoTime(1)),
    }),
  );
  fc.assert(
    fc.property(cases, ({ all, order, cut, time }) => {
      const baseline = rings(all, 1, inOrder(order.length), time);
      expect(differences(baseline, rings(all, 2, order, time))).toEqual([]);
      const [first, ...rest] = all as [number, ...number[]];
      if (first - cut < 2) return;
      const inTwo = [cut, first - cut, ...rest];
      expect(differences(baseline, rings(inTwo, 2, order, time))).not.toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('thousands of equal elements in couples, of few or many times, correspond in any order', () => {
  const count = 2000;
  const couples = Array<number>(count / 2).fill(2);
  const mixed = inOrder(count).map((n) => (n * 7919) % count);
  for (const seconds of [1, 3, 50, count]) {
    const side = (group: number, order: readonly number[]) =>
      rings(couples, group, order, (n) => isoTime(group + ((n * 1237) % seconds)));
    expect(differences(side(1, inOrder(count)), side(2, mixed)), `${seconds} seconds`).toEqual([]);
  }
});

test('thousands of equal elements with chains among them correspond in any order', () => {
  const count = 3000;
  const id = (group: number, n: number) =>
    `${group}0000000-5e1f-4c0d-9a3b-${n.toString(16).padStart(12, '0')}`;
  const listing = (group: number, order: readonly number[]): Json => ({
    chain: order.map((n) => ({ id: id(group, n), parent: n === 0 ? null : id(group, n - 1) })),
    alike: order.map((n) => ({ id: id(group + 1, n), image: id(group + 2, (n * n) % 40) })),
  });
  const backwards = inOrder(count).reverse();
  expect(differences(listing(1, inOrder(count)), listing(5, backwards))).toEqual([]);
});

test('text in place of an id is one difference, regardless of the other list elements', () => {
  fc.assert(
    fc.property(uuids(8, 8), fc.nat(3), (ids, at) => {
      const list = (own: readonly string[]): Json[] => [
        own[0] as string,
        own[1] as string,
        own[0] as string,
        { of: own[1] as string, [own[2] as string]: { id: 3, shown: own[3] as string } },
      ];
      const target = list(ids.slice(4));
      const wrong =
        at === 3 ? { of: 'no id', [ids[6] as string]: { id: 3, shown: ids[7] as string } } : 'no id';
      const found = differences(
        list(ids),
        [...target.slice(0, at), wrong, ...target.slice(at + 1)].reverse(),
      );
      expect(found).toHaveLength(1);
    }),
  );
});

test('one changed leaf among elements distinguished only by their links is exactly one difference', {
  tag: '@long',
}, () => {
  const alike = fc.array(
    fc.record<Thing>({
      name: fc.constant('vm'),
      size: fc.nat(1),
      image: fc.nat(3),
      others: fc.array(fc.nat(3), { maxLength: 3 }),
      second: fc.constant(0),
    }),
    { minLength: 1, maxLength: MOST },
  );
  const change = fc.constantFrom<readonly [string, (value: never) => Json]>(
    ['size', (value: number) => value + 5],
    ['size', (value: number) => 1 - value],
    ['size', (value: number) => String(value)],
    ['name', (value: string) => `${value}x`],
    ['created_at', (value: string) => value.replace('Z', '+00:00')],
    ['created_at', () => null],
  );
  fc.assert(
    fc.property(alike, renamed, change, fc.nat(MOST - 1), (all, [, ids, order], [key, changed], at) => {
      const permuted = order.filter((each) => each < all.length);
      const target = answer(all, ids.slice(SHARED + MOST), permuted, 0) as {
        servers: Record<string, Json>[];
      };
      const element = target.servers[at % all.length] as Record<string, Json>;
      element[key] = changed(element[key] as never);
      const found = differences(answer(all, ids, inOrder(all.length), 0), target);
      expect(found.map(({ path }) => path.replace(/\d+/, '#'))).toEqual([`$.servers[#].${key}`]);
    }),
    { numRuns: 300 },
  );
});
