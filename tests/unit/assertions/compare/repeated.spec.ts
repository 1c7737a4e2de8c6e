import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { Json } from '../../../../src/model.ts';
import { uuids } from '../../../support/answers/arbitrary.ts';
import { differences } from '../../../support/answers/compare.ts';

const COUNT = 4;

/** Text beside an id, much of which changes what the id is. */
const beside = fc.oneof(
  fc.stringMatching(/^[a-f0-9:/.%=+_ -]{0,6}$/),
  fc.constantFrom(
    '',
    '/',
    '/v2/images/',
    'http://10.0.0.1:80/',
    'req-',
    '2026-01-02T03:04:05Z/',
    'aggregate 1',
  ),
);

const isEqual = (baseline: Json, target: Json): boolean => differences(baseline, target).length === 0;

test('a link in each of several things is compared as the only text of an answer', () => {
  fc.assert(
    fc.property(beside, beside, uuids(2 * COUNT, 2 * COUNT), (before, after, ids) => {
      const link = (id: string): string => `${before}${id}${after}`;
      const things = (own: readonly string[]): Json =>
        own.map((id) => ({ id, self: link(id), file: link(id) }));
      const [baseline, target] = [ids.slice(0, COUNT), ids.slice(COUNT)];
      const alone = baseline.every((id, index) =>
        isEqual({ self: link(id) }, { self: link(target[index] as string) }),
      );
      expect(isEqual(things(baseline), things(target))).toBe(alone);
    }),
  );
});

test('a text that several things repeat is compared as the only text of an answer', () => {
  fc.assert(
    fc.property(beside, beside, uuids(2, 2), (before, after, [one, other]) => {
      const text = (id: string): string => `${before}${id}${after}`;
      const things = (id: string): Json =>
        Array.from({ length: COUNT }, (_, index) => ({
          name: `vm ${index}`,
          owner: text(id),
          note: text(id),
        }));
      const alone = isEqual({ owner: text(one as string) }, { owner: text(other as string) });
      expect(isEqual(things(one as string), things(other as string))).toBe(alone);
    }),
  );
});

test('a link to another thing is a difference', () => {
  fc.assert(
    fc.property(uuids(2 * COUNT, 2 * COUNT), fc.nat(COUNT - 1), (ids, at) => {
      const things = (own: readonly string[], wrong?: number): Json =>
        own.map((id, index) => ({
          name: `image ${index}`,
          id,
          file: `/images/${own[index === wrong ? (index + 1) % COUNT : index]}/file`,
        }));
      const found = differences(things(ids.slice(0, COUNT)), things(ids.slice(COUNT), at));
      expect(found.map(({ path }) => path)).toEqual([`$[${at}].file`]);
    }),
  );
});
