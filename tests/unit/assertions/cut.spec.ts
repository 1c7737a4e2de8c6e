import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { cutAround, cutMiddle } from '../../../src/assertions/cut.ts';

test('two long texts are shortened so that both show the difference', () => {
  const same = fc.string({ maxLength: 500 });
  fc.assert(
    fc.property(same, same, fc.nat(30), (before, after, room) => {
      const [one, other] = cutAround(`${before}<A>${after}`, `${before}<B>${after}`, 60 + room);
      expect(one).toContain('A');
      expect(other).toContain('B');
      expect(Math.max(one.length, other.length)).toBeLessThanOrEqual(62 + room);
    }),
  );
});

test('different texts are still different after shortening', () => {
  const long = fc.string({ minLength: 1, maxLength: 400, unit: fc.constantFrom('a', 'b') });
  fc.assert(
    fc.property(long, long, (one, other) => {
      fc.pre(one !== other);
      const [left, right] = cutAround(one, other, 80);
      expect(left).not.toBe(right);
    }),
  );
});

test('short texts are unchanged', () => {
  expect(cutAround('abc', 'abd', 10)).toEqual(['abc', 'abd']);
  expect(cutMiddle('abcdefghij', 7)).toBe('abcd…ij');
});
