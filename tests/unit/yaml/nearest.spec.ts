import { expect, test } from 'playwright/test';
import { nearest } from '../../../src/yaml/nearest.ts';

const KNOWN = ['status', 'headers', 'body', 'text'];

test('a misspelt word has its nearest known word as suggestion', () => {
  expect(nearest('stauts', KNOWN)).toBe('status');
  expect(nearest('header', KNOWN)).toBe('headers');
});

test('a word unlike all known words has no suggestion', () => {
  expect(nearest('compare', KNOWN)).toBeUndefined();
  expect(nearest('status', [])).toBeUndefined();
});
