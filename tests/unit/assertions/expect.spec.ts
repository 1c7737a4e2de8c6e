import { expect, test } from 'playwright/test';
import { checkExpectation, select } from '../../../src/assertions/expect.ts';
import {
  type Body,
  type Expectation,
  type Json,
  type Matcher,
  type Place,
  readJson,
} from '../../../src/model.ts';
import { response } from '../../support/runs/results.ts';

const NONE: Expectation = { headers: {}, body: {} };
const json = (value: Json) => response({ body: { kind: 'json', value } });
const holds = (matcher: Matcher, value: Json | undefined): boolean =>
  checkExpectation(
    { ...NONE, body: { '$.a': matcher } },
    json(value === undefined ? {} : { a: value }),
    new Map(),
    {},
  ).length === 0;

/** [matcher, values that match, values that do not match]; undefined is an absent value. */
const MATCHERS: readonly (readonly [Matcher, readonly Json[], readonly (Json | undefined)[]])[] = [
  [{ equals: { x: [1, null] } }, [{ x: [1, null] }], [{ x: [1] }, { x: [1, null], y: 1 }, undefined]],
  [{ equals: 1 }, [1], ['1', true, undefined]],
  [{ equals: null }, [null], [0, '', undefined]],
  [{ length: 2 }, ['ab', [1, 2]], ['a', [], { a: 1, b: 2 }, 2, undefined]],
  [{ matches: '^\\d$' }, ['2'], ['22', 2, undefined]],
  [{ contains: 'bc' }, ['abcd', ['bc']], ['b', [['bc']], { bc: 1 }, undefined]],
  [{ contains: { a: 1 } }, [[{ a: 1 }]], [[{ a: 1, b: 2 }], '{"a":1}']],
  [{ exists: true }, [null, 0, ''], [undefined]],
  [{ type: 'null' }, [null], [0, undefined]],
  [{ type: 'array' }, [[]], [{}, 'array']],
  [{ type: 'object' }, [{}], [[], null]],
  [{ type: 'number' }, [1.5], ['1']],
];
for (const [matcher, taken, refused] of MATCHERS) {
  test(`${JSON.stringify(matcher)} accepts and rejects values`, () => {
    expect(taken.filter((value) => !holds(matcher, value))).toEqual([]);
    expect(refused.filter((value) => holds(matcher, value))).toEqual([]);
  });
}

test('exists: false matches an absent value but not null', () => {
  expect(holds({ exists: false }, undefined)).toBe(true);
  expect(holds({ exists: false }, null)).toBe(false);
});

test('each failed expectation is reported at its place', () => {
  const place = (line: number): Place => ({ file: 'a.yaml', line, column: 1 });
  const failures = checkExpectation(
    {
      status: [200, 202],
      headers: { location: { exists: true }, 'content-type': { equals: 'application/json' } },
      body: { '$.images': { length: 1 }, '$.absent': { exists: false } },
      text: { equals: 'x' },
    },
    response(),
    new Map(),
    { '': place(1), status: place(2), 'headers.location': place(3), 'body.$.images': place(4) },
  );
  expect(failures.map(({ code, place }) => `${code} ${place?.line}`)).toEqual([
    'EXPECTATION 3',
    'EXPECTATION 4',
    'EXPECTATION 1',
  ]);
});

test('after a wrong status, nothing else is checked', () => {
  const wrong = { ...NONE, status: [201], body: { '$.images': { length: 1 } } };
  expect(checkExpectation(wrong, response(), new Map(), {}).map(({ message }) => message)).toEqual([
    'status is 200, expected 201',
  ]);
});

test('any one of several expected statuses is accepted', () => {
  expect(checkExpectation({ ...NONE, status: [200, 204] }, response(), new Map(), {})).toEqual([]);
});

test('variables in expectations are replaced', () => {
  const expected = { ...NONE, body: { '$.a': { equals: '${n}' } } };
  expect(checkExpectation(expected, json({ a: 7 }), new Map([['n', 7]]), {})).toEqual([]);
  expect(checkExpectation(expected, json({ a: '7' }), new Map([['n', 7]]), {})).toHaveLength(1);
});

test('text matches the whole text body or, for an empty body, the empty string', () => {
  const check = (body: Body, text: Matcher) =>
    checkExpectation({ ...NONE, text }, response({ body }), new Map(), {}).length === 0;
  expect(check({ kind: 'text', text: 'abc' }, { matches: '^abc$' })).toBe(true);
  expect(check({ kind: 'empty' }, { equals: '' })).toBe(true);
  expect(check({ kind: 'empty' }, { contains: 'a' })).toBe(false);
  expect(check({ kind: 'binary', bytes: 1, sha256: 'x' }, { contains: '' })).toBe(false);
});

test('a number that JavaScript cannot hold is a number', () => {
  for (const number of ['NaN', '-Infinity', '9007199254740993', '1.0']) {
    const answer = response({ body: { kind: 'json', ...readJson(`{"a":${number}}`) } });
    const check = (type: 'number' | 'null') =>
      checkExpectation({ ...NONE, body: { '$.a': { type } } }, answer, new Map(), {}).length === 0;
    expect([check('number'), check('null')]).toEqual([true, false]);
  }
});

test('a JSONPath selects its first match; it selects nothing in a body that is not JSON', () => {
  expect(select('$.images[*].id', json({ images: [{ id: 1 }, { id: 2 }] }))).toBe(1);
  expect(select("$.images[?@.name=='b'].id", json({ images: [{ id: 1 }, { id: 2, name: 'b' }] }))).toBe(2);
  expect(select('$.a', json({ b: 1 }))).toBeUndefined();
  expect(select('$', response({ body: { kind: 'text', text: '{}' } }))).toBeUndefined();
});

test('a regular expression with catastrophic backtracking fails its step', { tag: '@long' }, () => {
  const text = `${'a'.repeat(60)}b`;
  const failures = checkExpectation(
    { ...NONE, body: { '$.a': { matches: '^(a+)+$' } } },
    json({ a: text }),
    new Map(),
    {},
  );
  expect(failures.map(({ message }) => message)).toEqual([
    '$.a cannot be checked: the search for /^(a+)+$/ takes more than 1 s',
  ]);
});

test('long values are shown around what is wrong in them', () => {
  const message = (matcher: Matcher, value: Json): string => {
    const failures = checkExpectation(
      { ...NONE, body: { '$.a': matcher } },
      json({ a: value }),
      new Map(),
      {},
    );
    return failures[0]?.message ?? '';
  };
  const long = (word: string): Json => [...Array(50).fill('filler'), word, ...Array(50).fill('filler')];
  const whole = (word: string): Json => ({ first: long('x'), deep: { second: { word, more: long('y') } } });
  for (const shown of [
    message({ equals: long('right') }, long('wrong')),
    message({ equals: whole('right') }, whole('wrong')),
    message({ includes: { deep: { second: { word: 'right' } } } }, whole('wrong')),
  ]) {
    expect(shown).toContain('wrong');
    expect(shown).toContain('right');
    expect(shown.length).toBeLessThan(600);
  }
});

test('a message shows no value that has the name of a secret, whatever is expected and wherever it is', () => {
  const places: readonly ((value: Json) => readonly [string, Json])[] = [
    (value) => ['$.adminPass', { adminPass: value }],
    (value) => ['$.l[?(@.id == 1)].adminPass', { l: [{ id: 1, adminPass: value }] }],
    (value) => ['$.server', { server: { name: 'a', adminPass: value } }],
    (value) => ['$.servers', { servers: [{ filler: 'y'.repeat(150), adminPass: value }] }],
  ];
  const matchers: readonly Matcher[] = [
    ...[{ equals: 'other' }, { matches: '^other$' }, { contains: 'other' }, { exists: false }],
    ...[
      { includes: { adminPass: 'other' } },
      { includes: 'other' },
      { equals: { adminPass: 'other' } },
      { length: 3 },
    ],
  ];
  for (const secret of ['swordfish', 918273645, 'Zq-1-secret'])
    for (const place of places) {
      const [path, value] = place(secret);
      for (const matcher of matchers) {
        const expected = { ...NONE, body: { [path]: matcher } };
        const failures = checkExpectation(expected, json(value), new Map(), {});
        expect(failures).toHaveLength(1);
        expect(JSON.stringify(failures)).not.toContain(String(secret));
      }
    }
  const headers = response({ headers: { 'x-subject-token': 'swordfish' } });
  const expected = { ...NONE, headers: { 'x-subject-token': { equals: 'other' } } };
  expect(checkExpectation(expected, headers, new Map(), {})[0]?.message).toBe(
    'header x-subject-token is "[redacted]", expected "[redacted]"',
  );
});
