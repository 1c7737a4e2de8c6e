import { expect, test } from 'playwright/test';
import { differenceText } from '../../../src/reporters/text/difference-text.ts';

const shownFor = (baseline: string, target: string): string =>
  differenceText({ kind: 'value', path: '$.name', baseline, target }, { exchanges: {} }, 60);

test('texts that look alike are shown with escapes', () => {
  for (const [one, other, shown] of [
    ['vm', 'v\u200bm', '"v\\u200bm"'],
    ['a b', 'a\u00a0b', '"a\\u00a0b"'],
    ['\u00e9', 'e\u0301', '"e\\u0301"'],
    [`${'word '.repeat(100)}co-op`, `${'word '.repeat(100)}co\u00ad-op`, '\\u00ad'],
  ] as const) {
    expect(shownFor(one, other)).toContain(shown);
    expect(shownFor(other, one)).toContain(shown);
  }
});

test('texts that look different are shown as they are', () => {
  expect(shownFor('größe', 'grüße')).toBe('$.name is "größe" on the baseline, "grüße" on the target');
});
