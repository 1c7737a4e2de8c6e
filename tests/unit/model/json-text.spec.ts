import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import {
  canonicalNumber,
  MOST_DEPTH,
  numbersByHolder,
  readJson,
  withTexts,
  writeJson,
} from '../../../src/model.ts';

test('output of JSON.stringify is read as by JSON.parse, without noted numbers', { tag: '@long' }, () => {
  fc.assert(
    fc.property(fc.json({ noUnicodeString: false }), fc.constantFrom(undefined, 2), (text, indent) => {
      const value = JSON.parse(text);
      const written = JSON.stringify(value, null, indent);
      fc.pre(!/-0|e/.test(written));
      expect(readJson(written)).toEqual({ value });
    }),
  );
});

test('a number whose text differs from its JavaScript value is noted at its place', { tag: '@long' }, () => {
  const number = fc.constantFrom('9007199254740993', '1.0', '1e+15', '-0', '0.10', 'NaN', '-Infinity');
  const key = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(number, key, fc.nat(3), (text, name, index) => {
      const before = Array(index).fill('"1.0, {[:"').join(',');
      const list = `[${before}${before && ','}${text}]`;
      const { numbers } = readJson(
        `{"a": {"b": "NaN"}, ${JSON.stringify(name)} : ${list}, "z": [1.5, -7, true]}`,
      );
      expect(numbers).toEqual([{ at: [name, index], text }]);
    }),
  );
});

test('of a key that is given several times, only the last value counts, as in JSON.parse', {
  tag: '@long',
}, () => {
  const name = fc.constantFrom('a', 'b', '1', '\\u0061', '__proto__');
  const leaf = fc.constantFrom('1.0', '3', '9007199254740993', '1e2', '-0', '"1.0"', 'null');
  const { value: json } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc
        .array(fc.tuple(name, tie('value')), { maxLength: 5 })
        .map((members) => `{${members.map(([key, value]) => `"${key}":${value}`).join(',')}}`),
      fc.array(tie('value'), { maxLength: 3 }).map((values) => `[${values.join(',')}]`),
    ),
  }));
  fc.assert(
    fc.property(json, (text) => {
      const { value, numbers } = readJson(text);
      const list = [value];
      const within = numbers?.map((each) => ({ ...each, at: [0, ...each.at] }));
      const exact = writeJson(withTexts(list, numbersByHolder(list, within)));
      const quoted = (each: string) =>
        each.replace(/"[^"]*"|-?[\d.e]+/g, (part) => (part.startsWith('"') ? part : `"#${part}"`));
      expect(JSON.parse(quoted(exact))).toEqual([JSON.parse(quoted(text))]);
    }),
    { numRuns: 1000 },
  );
});

test('invalid and too deeply nested JSON is a SyntaxError', () => {
  for (const text of ['', '{', '[1,]', '{"a":}', 'nan', '01', '[NaN1]', '"a', '{"a":1}x', '\ufeff{}'])
    expect(() => readJson(text)).toThrow(SyntaxError);
  expect(() => readJson('['.repeat(MOST_DEPTH + 1) + ']'.repeat(MOST_DEPTH + 1))).toThrow(SyntaxError);
});

test('numbers are equal if both their kind and their value are equal', () => {
  for (const [one, other] of [
    ['1e2', '100.0'],
    ['0.30', '0.3'],
    ['1E+5', '1e5'],
    ['10', '10'],
    ['-0.0', '-0e1'],
  ] as const)
    expect(canonicalNumber(one)).toBe(canonicalNumber(other));
  for (const [one, other] of [
    ['1', '1.0'],
    ['1e2', '100'],
    ['-0', '0'],
    ['10', '1'],
    ['0.1', '0.10000000000000001'],
  ] as const)
    expect(canonicalNumber(one)).not.toBe(canonicalNumber(other));
});
