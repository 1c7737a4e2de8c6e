import { expect, test } from 'playwright/test';
import type { Body, Difference, Json } from '../../../src/model.ts';
import { rowsOf } from '../../../src/reporters/body-lines.ts';

const json = (value: Json): Body => ({ kind: 'json', value });
const marked = (left: Body, right: Body, ...differences: readonly Difference[]): string[] =>
  rowsOf(left, right, differences)
    .filter(({ differs }) => differs)
    .map(({ baseline, target }) => `${baseline?.text.trim() ?? ''} | ${target?.text.trim() ?? ''}`);

const at = (kind: Difference['kind'], path: string): Difference => ({
  kind,
  path,
  baseline: null,
  target: null,
});

test('differences are marked; corresponding values are not', () => {
  const left = json({ images: [{ id: 'x1', name: 'a' }] });
  const right = json({ images: [{ id: 'y1', name: 'b' }] });
  expect(marked(left, right, at('value', '$.images[0].name'))).toEqual(['"name": "a" | "name": "b"']);
});

test('a wrong pair is marked even if its text is equal', () => {
  const same = json({ id: 'x' });
  expect(marked(same, same, at('pairing', '$.id'))).toEqual(['"id": "x" | "id": "x"']);
});

test('a line of only one side has its own row', () => {
  const rows = marked(json({ a: 1, b: { c: 2 } }), json({ a: 1 }), at('missing', '$.b'));
  expect(rows).toEqual(['"b": { | ', '"c": 2 | ', '} | ']);
});

test('within a different order, only lines with different text are marked', () => {
  const rows = marked(
    json([
      { n: 1, s: 'on' },
      { n: 2, s: 'on' },
    ]),
    json([
      { n: 2, s: 'on' },
      { n: 1, s: 'on' },
    ]),
    at('order', '$'),
  );
  expect(rows).toEqual(['"n": 1, | "n": 2,', '"n": 2, | "n": 1,']);
});

test('within a different order, a corresponding value is not marked', () => {
  const ours = json([1, 2].map((n) => ({ n, owner: 'ours' })));
  const theirs = json([2, 1].map((n) => ({ n, owner: 'theirs' })));
  const rows = marked(ours, theirs, at('order', '$'));
  expect(rows).toEqual(['"n": 1, | "n": 2,', '"n": 2, | "n": 1,']);
});

test('text is compared with text, and JSON with text', () => {
  const text: Body = { kind: 'text', text: 'one\ntwo' };
  expect(marked(text, { kind: 'text', text: 'one\nto' }, at('value', '$'))).toEqual(['two | to']);
  expect(rowsOf(json({ a: 1 }), text, [])).toHaveLength(3);
  expect(rowsOf({ kind: 'empty' }, { kind: 'binary', bytes: 3, sha256: 'ab' }, [])).toHaveLength(1);
});
