import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { differences, kindsAndPaths } from '../../../support/answers/compare.ts';

const KINDS = ['flavor', 'agent', 'aggregate', 'keypair', 'migration', 'server', 'property', 'policy'];
const plural = (kind: string): string => (kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`);

/** A failed request's path. It names one kind, or two. */
const request = fc
  .record({
    kinds: fc.uniqueArray(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 2 }),
    prefix: fc.constantFrom('', 'os-'),
    root: fc.constantFrom('', '/v2', '/v2.1/0a1b2c3d'),
    name: fc.constantFrom('small', 'x1.tiny', 'name-of-it'),
    end: fc.constantFrom('', '/action', '/detail', '?limit=1'),
  })
  .map(({ kinds, prefix, root, name, end }) => ({
    kinds,
    path: `${root}${kinds.map((kind) => `/${prefix}${plural(kind)}/${name}`).join('')}${end}`,
  }));

const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
const word = fc.constantFrom(
  'Not found',
  'is in use',
  'Conflict with',
  'cannot be deleted',
  'in state ACTIVE',
);
const texts = fc.tuple(word, word).map(([before, after]) => ({ before, after }));

/** How a message names a resource by its number. */
const naming = fc.constantFrom<(kind: string, id: number) => string>(
  (kind, id) => `${kind} ${id}`,
  (kind, id) => `${capital(kind)} ${id}`,
  (kind, id) => `${kind} '${id}'`,
  (kind, id) => `${kind} "${id}"`,
  (kind, id) => `${capital(kind)} with id ${id}`,
  (kind, id) => `${kind} with ID '${id}'`,
  (kind, id) => `${kind} id ${id}`,
  (kind, id) => `${kind} ID: ${id}`,
);

/** A number that identifies nothing: a count, a limit, a version, a size. */
const counting = fc.constantFrom<(kind: string, count: number) => string>(
  (kind, count) => `${plural(kind)}: ${count}`,
  (kind, count) => `${capital(plural(kind))}: ${count}`,
  (kind, count) => `${plural(kind)}=${count}`,
  (kind, count) => `Quota exceeded for ${plural(kind)}: ${count}`,
  (kind, count) => `${kind} quota ${count}`,
  (kind, count) => `${kind} needs ${count} disks`,
  (kind, count) => `${count} ${plural(kind)}`,
  (_, count) => `exceeded: ${count} of 100`,
  (kind, count) => `${kind} ${count}.5`,
  (kind, count) => `${kind}-${count}`,
  (_, count) => `the maximum is ${count}`,
  (kind, count) => `${kind} min_disk ${count}`,
  (_, count) => `HTTP ${count}`,
);

const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 999_999 }), { minLength: 4, maxLength: 4 });
const failed = (baseline: string, target: string, path: string): string[] =>
  kindsAndPaths(
    differences(
      { error: { code: 404, message: baseline } },
      { error: { code: 404, message: target } },
      { status: 404, path, url: `http://nova${path}` },
    ),
  );
const all = fc.record({ request, texts, naming, counting, numbers, which: fc.nat(1) });
const DIFFERS = ['value $.error.message'];

test('an error message can name a resource of the path by its own number on each side', () => {
  fc.assert(
    fc.property(
      all,
      ({ request: { kinds, path }, texts: { before, after }, naming: name, numbers: [a, b], which }) => {
        const kind = kinds[which % kinds.length] as string;
        const message = (id = 0) => `${before} ${name(kind, id)} ${after}`;
        expect(failed(message(a), message(b), path)).toEqual([]);
        const twice = (id = 0) => `${name(kind, id)}: ${after} ${name(kind, id)}.`;
        expect(failed(twice(a), twice(b), path)).toEqual([]);
      },
    ),
  );
});

test('one number mentioned twice is one resource on both sides', () => {
  fc.assert(
    fc.property(all, ({ request: { kinds, path }, naming: name, numbers: [a, b, c] }) => {
      const kind = kinds[0] as string;
      const message = (one = 0, other = 0) => `${name(kind, one)} is not ${name(kind, other)}`;
      expect(failed(message(a, a), message(b, c), path)).toEqual(['pairing $.error.message']);
    }),
  );
});

test('a count in an error message, or the number of a kind that the path does not name, must be equal', () => {
  fc.assert(
    fc.property(
      all,
      fc.boolean(),
      (
        { request: { kinds, path }, texts: { before, after }, naming: name, counting: count, numbers, which },
        isFirst,
      ) => {
        const [a, b, c, d] = numbers as [number, number, number, number];
        const kind = kinds[which % kinds.length] as string;
        const message = (id: number, number: number) =>
          isFirst
            ? `${before} ${name(kind, id)} ${after}, ${count(kind, number)}`
            : `${count(kind, number)}, ${before} ${name(kind, id)} ${after}`;
        expect(failed(message(a, c), message(b, c), path)).toEqual([]);
        expect(failed(message(a, c), message(b, d), path)).toEqual(DIFFERS);
        expect(failed(count(kind, c), count(kind, d), path)).toEqual(DIFFERS);
        const other = KINDS.find((each) => !kinds.includes(each)) as string;
        expect(failed(name(other, c), name(other, d), path)).toEqual(DIFFERS);
      },
    ),
  );
});

test('a number of a successful answer, or one that the client chose, must be equal', () => {
  fc.assert(
    fc.property(all, ({ request: { kinds, path }, naming: name, numbers: [a, b] }) => {
      const kind = kinds[0] as string;
      const shown = (id = 0) => ({ message: name(kind, id) });
      const succeeded = differences(shown(a), shown(b), { path, url: `http://nova${path}` });
      expect(kindsAndPaths(succeeded)).toEqual(['value $.message']);
      const chosen = path.replace(/(\/[a-z-]+s)\/[^/?]+/, `$1/${a}`);
      expect(failed(name(kind, a as number), name(kind, b as number), chosen)).toEqual(DIFFERS);
    }),
  );
});
