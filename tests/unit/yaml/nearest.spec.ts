import { expect, test } from 'playwright/test';
import { nearest } from '../../../src/yaml/nearest.ts';

const KNOWN = ['status', 'headers', 'body', 'text'];

test('finds the word that was meant', () => {
  expect(nearest('stauts', KNOWN)).toBe('status');
  expect(nearest('header', KNOWN)).toBe('headers');
});

test('offers nothing far away, and nothing from nothing', () => {
  expect(nearest('compare', KNOWN)).toBeUndefined();
  expect(nearest('status', [])).toBeUndefined();
});
