import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { Json } from '../../../../../src/model.ts';
import type { Mention } from '../../../../support/answers/arbitrary.ts';
import { differences, kindsAndPaths } from '../../../../support/answers/compare.ts';

test('hex digits are an id wherever the same answer mentions an id, before or after it', {
  tag: '@long',
}, () => {
  const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
  const ids = fc
    .constantFrom(32, 56, 64)
    .chain((length) => fc.uniqueArray(hex(length), { minLength: 4, maxLength: 4 }));
  const key = fc.constantFrom('id', 'user_id', 'owner', 'project_ids', 'memberIds', 'ids');
  const text = fc.constantFrom<Mention>(
    (id) => `/v3/users/${id}`,
    (id) => `no project ${id} here`,
    (id) => `${id},${id}`,
  );
  fc.assert(
    fc.property(ids, key, text, fc.boolean(), ([a, b, x, y], name, mentioned, isFirst) => {
      const answer = (one?: string, other?: string, shown?: string): Json => {
        const list = [one, other].map((id, n) => ({ n, [name]: /ids$/i.test(name) ? [id] : id }));
        const message = mentioned(shown as string);
        return (isFirst ? { message, list } : { list, message }) as Json;
      };
      expect(differences(answer(a, b, a), answer(x, y, x))).toEqual([]);
      expect(differences(answer(a, b, a), answer(x, y, y)).length).toBeGreaterThan(0);
      const alone = differences({ message: mentioned(a as string) }, { message: mentioned(x as string) });
      expect(kindsAndPaths(alone)).toEqual(['value $.message']);
    }),
  );
});

test('integers in a list of ids are ids if their kind was met; others are plain numbers', () => {
  const answer = (ids: readonly number[], listed: readonly number[]): Json => ({
    aggregate_ids: listed,
    aggregates: ids.map((id, n) => ({ id, n })),
  });
  expect(differences(answer([1, 2], [2, 1]), answer([7, 6], [7, 6]))).toEqual([]);
  expect(differences(answer([1, 2], [2]), answer([7, 6], [7])).length).toBeGreaterThan(0);
  expect(differences(answer([1, 2], [1]), answer([7, 6], [1])).length).toBeGreaterThan(0);
  expect(kindsAndPaths(differences({ cpu_ids: [0, 1] }, { cpu_ids: [0, 2] }))).toEqual([
    'value $.cpu_ids[1]',
  ]);
});
