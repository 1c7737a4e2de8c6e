import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { isText, rewordingOf } from '../../../../src/analysis/upgrade/wording.ts';

const words = fc.array(fc.stringMatching(/^[a-z]{2,6}[g-z]$/), { minLength: 1, maxLength: 12 });

test('order, spaces, markup and punctuation are no rewording', () => {
  fc.assert(
    fc.property(
      words.chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.nat(3)),
      ),
      ([list, shuffled, style]) => {
        const [gap, end] = (
          [
            [' ', ''],
            ['\n  ', '.'],
            [', ', '!'],
            ['<br/>', ' </h1>'],
          ] as const
        )[style] ?? [' ', ''];
        expect(rewordingOf(list.join(' '), shuffled.join(gap) + end)).toEqual({ lost: [], gained: [] });
      },
    ),
  );
});

test('what one direction loses, the other gains', () => {
  fc.assert(
    fc.property(words, words, (one, other) => {
      const there = rewordingOf(one.join(' '), other.join(' '));
      const back = rewordingOf(other.join(' '), one.join(' '));
      expect(back).toEqual({ lost: there.gained, gained: there.lost });
      expect(one.length - there.lost.length).toBe(other.length - there.gained.length);
    }),
  );
});

test('ids and numbers that differ are no rewording; a word that is repeated counts each time', () => {
  const before = 'Image 0f7a9f0e-1111-4000-8000-000000000001 at 12:30:01 could not be found';
  const after = 'Image 77777777-2222-4000-8000-000000000002 at 09:00:59 could not be found';
  expect(rewordingOf(before, after)).toEqual({ lost: [], gained: [] });
  expect(rewordingOf('is not is', 'is not allowed')).toEqual({ lost: ['is'], gained: ['allowed'] });
});

test('text has words; ids, names and numbers are values', () => {
  expect(['Image not found', 'No such tag.'].every(isText)).toBe(true);
  expect(['2.93', 'active', '0f7a9f0e-1111', '', 7, null, ['a b']].some(isText)).toBe(false);
});
