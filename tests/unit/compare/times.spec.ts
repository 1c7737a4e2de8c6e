import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { Json } from '../../../src/model.ts';
import { isoTime } from '../../support/arbitrary.ts';
import { differences, kindsAndPaths } from '../../support/compare.ts';

const second = fc.integer({ min: 0, max: 30 * 86_400 });
const pair = (a: number, b: number): Json => ({ created_at: isoTime(a), updated_at: isoTime(b) });

test('other times in the same order are no difference', () => {
  fc.assert(
    fc.property(
      fc.array(second, { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      second,
      (times, scale, shift) => {
        const side = (change: (time: number) => number): Json =>
          Object.fromEntries(times.map((time, index) => [`t${index}`, isoTime(change(time))]));
        expect(
          differences(
            side((time) => time),
            side((time) => time * scale + shift),
          ),
        ).toEqual([]);
      },
    ),
  );
});

test('two times that change their order are a difference of order', () => {
  fc.assert(
    fc.property(
      second,
      second,
      fc.integer({ min: 1, max: 999 }),
      fc.integer({ min: 1, max: 999 }),
      (a, b, gap, back) => {
        expect(kindsAndPaths(differences(pair(a, a + gap), pair(b + back, b)))).toEqual([
          'order $.updated_at',
        ]);
      },
    ),
  );
});

test('times that fall together on one side say nothing', () => {
  fc.assert(
    fc.property(second, second, fc.integer({ min: -999, max: 999 }), (a, b, gap) => {
      expect(differences(pair(a, a), pair(b + 999, b + 999 + gap))).toEqual([]);
      expect(differences(pair(b + 999, b + 999 + gap), pair(a, a))).toEqual([]);
    }),
  );
});

test('times are times in every form that services write', () => {
  for (const form of [
    'T10:00:00',
    'T10:00:00Z',
    'T10:00:00.123456',
    'T10:00:00.000Z',
    'T10:00:00+0000',
    'T10:00:00+02:00',
  ]) {
    expect(differences({ at: `2026-01-01${form}` }, { at: `2027-05-06${form}` })).toEqual([]);
  }
});

test('a time against none is a difference', () => {
  expect(kindsAndPaths(differences({ at: isoTime(0) }, { at: null }))).toEqual(['type $.at']);
  expect(kindsAndPaths(differences({ at: isoTime(0) }, { at: 'soon' }))).toEqual(['value $.at']);
  expect(kindsAndPaths(differences({ at: '2026-01-01' }, { at: '2026-01-02' }))).toEqual(['value $.at']);
});

test('the order of times holds over a whole scenario, not one answer', () => {
  expect(
    kindsAndPaths(
      differences([{ at: isoTime(1) }, { at: isoTime(2) }], [{ at: isoTime(9) }, { at: isoTime(3) }], {
        ordered: true,
      }),
    ),
  ).toHaveLength(1);
});
