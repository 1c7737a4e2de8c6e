import { expect, test } from 'playwright/test';
import { fill, fillText, references } from '../../../src/assertions/variables.ts';

const VARIABLES = new Map<string, never>(
  Object.entries({ id: 'abc', count: 2, list: [1, 2], none: null, money: '$&' }) as [string, never][],
);

test('variable names are found at any depth, including in keys', () => {
  expect(references({ '${a}': ['${b}/x', { c: 'x${d-e}y${f}' }], n: 1, z: null })).toEqual([
    'a',
    'b',
    'd-e',
    'f',
  ]);
  expect(references('$a ${} ${1a} {b}')).toEqual([]);
});

test('values are inserted in text as JSON, without interpretation', () => {
  expect(fillText('/v2/${id}?limit=${count}&l=${list}', VARIABLES)).toBe('/v2/abc?limit=2&l=[1,2]');
  expect(fillText('a${money}b', VARIABLES)).toBe('a$&b');
});

test('a variable alone keeps its type; a variable inside text becomes text', () => {
  expect(fill({ a: '${count}', b: ['${list}', 'n=${count}'], c: '${none}', d: 3 }, VARIABLES)).toEqual({
    a: 2,
    b: [[1, 2], 'n=2'],
    c: null,
    d: 3,
  });
});

test('variables in keys are replaced', () => {
  expect(fill({ 'x-${id}': 1 }, VARIABLES)).toEqual({ 'x-abc': 1 });
});

test('an unknown variable is an error, alone or in text', () => {
  expect(() => fill('${nobody}', VARIABLES)).toThrow(RangeError);
  expect(() => fillText('a ${nobody}', VARIABLES)).toThrow(RangeError);
});

test('a value without variables is returned itself, and one with an escape is not', () => {
  const plain = { a: ['b', { c: 1 }] };
  expect(fill(plain, VARIABLES)).toBe(plain);
  expect(fill({ a: ['$${id}'], '$${k}': 1 }, VARIABLES)).toEqual({ a: ['${id}'], '${k}': 1 });
});
