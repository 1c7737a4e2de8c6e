import fc from 'fast-check';
import type { Json } from '../../../src/model.ts';

/** Distinct UUIDs with letters: without one, a UUID in upper case would not differ. */
export const uuids = (min: number, max: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(
    fc.uuid().filter((id) => /[a-f]/.test(id)),
    { minLength: min, maxLength: max },
  );

/** A time as services write it, without a fraction. */
export const isoTime = (second: number): string =>
  new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString().replace('.000Z', 'Z');

/** JSON of any shape whose keys are ordinary words. */
const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
) satisfies fc.Arbitrary<Json>;
const word = fc.stringMatching(/^[a-z_]{1,8}$/);
export const anyJson: fc.Arbitrary<Json> = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(word, tie('node'), { maxKeys: 4 }),
  ),
})).node;

/** How a response mentions an id: alone, in a URL, in upper case, or twice. */
export type Mention = (id: string) => string;
export const mention: fc.Arbitrary<Mention> = fc.constantFrom<Mention>(
  (id) => id,
  (id) => `/v2/images/${id}/file`,
  (id) => id.toUpperCase(),
  (id) => `${id},${id}`,
);

/** A permutation of `count` indexes. */
export const permutation = (count: number): fc.Arbitrary<number[]> =>
  fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count });
