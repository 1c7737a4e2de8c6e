import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { checkExpectation, select } from '../../../src/assertions/expect.ts';
import { fill, fillText } from '../../../src/assertions/variables.ts';
import { type Json, plainJson, readJson, storedJson, writeJson, writeStored } from '../../../src/model.ts';
import { curlCommand } from '../../../src/reporters/curl-command.ts';
import { exchange, response } from '../../support/runs/results.ts';

const answer = (text: string) => response({ body: { kind: 'json', ...readJson(text) } });
const captured = (number: string): Json => select('$.a[1]', answer(`{"a":[0,${number}]}`)) as Json;

test('a captured number is sent as it was written: alone, in text, and beside other values', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('9007199254740993', '1.0', '1e+15', '-0', '12345678901234567890'),
      // A dollar sign can start a variable or an escape.
      fc.json().filter((value) => !value.includes('$')),
      (text, more) => {
        const variables = new Map([['n', captured(text)]]);
        const body = fill<Json>({ size: '${n}', deep: ['${n}'], more }, variables);
        expect(writeJson(body)).toBe(`{"size":${text},"deep":[${text}],"more":${JSON.stringify(more)}}`);
        expect(fillText('/v2/${n}', variables)).toBe(`/v2/${text}`);
        expect(plainJson(body)).toEqual({ size: Number(text) + 0, deep: [Number(text) + 0], more });
      },
    ),
  );
});

test('a stored request has its numbers as they were sent', () => {
  const number = fc.constantFrom('9007199254740993', '1.0', '-0', '7');
  fc.assert(
    fc.property(number, number, (one, other) => {
      for (const text of [one, `{"a":[${one},{"b":${other}}]}`, `[[${one}],${other}]`]) {
        const [value] = [select('$.a[1]', answer(`{"a":[0,${text}]}`)) as Json];
        const stored = JSON.parse(JSON.stringify(storedJson(value)));
        expect(writeStored(stored)).toBe(text);
        expect(curlCommand(exchange({ requestBody: stored }), 'T')).toContain(text);
      }
    }),
  );
});

test('a captured number in an expectation is compared exactly, by its value', () => {
  const failures = (number: string, equals: Json): number => {
    const expected = { headers: {}, body: { '$.a[1]': { equals: '${n}' } } };
    return checkExpectation(expected, answer(`{"a":[0,${number}]}`), new Map([['n', equals]]), {}).length;
  };
  expect(failures('1.0', 1)).toBe(0);
  expect(failures('9007199254740993', 9007199254740992)).toBe(1);
  expect(failures('9007199254740993', captured('9007199254740993'))).toBe(0);
  expect(failures('9007199254740992', captured('9007199254740993'))).toBe(1);
});

test('a captured list or object keeps its numbers as written, at any depth', () => {
  const number = fc.constantFrom('9007199254740993', '1.0', '1e+15', '-0', 'NaN', '7');
  fc.assert(
    fc.property(number, number, (one, other) => {
      const text = `{"a":[${one},{"b":${other}}],"c":null}`;
      const whole = select('$', answer(text)) as Json;
      expect(writeJson(fill<Json>({ v: '${v}' }, new Map([['v', whole]])))).toBe(`{"v":${text}}`);
      expect(writeJson(select('$.a', answer(text)) as Json)).toBe(`[${one},{"b":${other}}]`);
      expect(writeJson(select('$.a[1].b', answer(text)) as Json)).toBe(other);
    }),
  );
});

test('numbers in an expected list or object are compared exactly and differ from text', () => {
  const failures = (text: string, equals: Json): number =>
    checkExpectation({ headers: {}, body: { '$.a': { equals } } }, answer(`{"a":${text}}`), new Map(), {})
      .length;
  expect(failures('[1.0,{"b":16.0}]', [1, { b: 16 }])).toBe(0);
  expect(failures('[1.0,{"b":16.0}]', [1, { b: '16' }])).toBe(1);
  expect(failures('{"b":9007199254740993}', { b: 9007199254740992 })).toBe(1);
  expect(failures('5.0', '5')).toBe(1);
  expect(failures('-0', 0)).toBe(0);
  expect(failures('-0.0', 0)).toBe(0);
  expect(failures('-1', 1)).toBe(1);
  expect(failures('NaN', null)).toBe(1);
  expect(failures('[1,2]', { 0: 1, 1: 2 })).toBe(1);
  expect(failures('{"a":1,"b":2}', { b: 2, a: 1 })).toBe(0);
});

test('a number written as 1.0 has the type number', () => {
  const expected = { headers: {}, body: { '$.a[1]': { type: 'number' as const } } };
  expect(checkExpectation(expected, answer('{"a":[0,1.0]}'), new Map(), {})).toEqual([]);
});
