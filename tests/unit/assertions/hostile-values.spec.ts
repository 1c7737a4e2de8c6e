import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { Correspondence } from '../../../src/assertions/compare/correspondence.ts';
import { compareResponses, finished } from '../../../src/assertions/compare/response.ts';
import { checkExpectation, select } from '../../../src/assertions/expect.ts';
import { responseMistakes } from '../../../src/assertions/schema/schema.ts';
import type { Expectation, Json, Matcher, Response } from '../../../src/model.ts';
import { MOST_DEPTH } from '../../../src/model.ts';
import { response } from '../../support/runs/results.ts';

const answered = (value: Json): Response => response({ body: { kind: 'json', value } });

/** Text that means something in a regular expression, a JSONPath or a URL. */
const WORDS = ['(', "it's", '[', '\\', '$', '^(a+)', '"', '?', '..', '*', '{', '\n', '\ud800', ''];
const text = fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: 'binary', maxLength: 10 }));
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    ...[text, fc.integer(), fc.boolean(), fc.constant(null)],
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(text, fc.constantFrom('v', 'l', 'n', 'toString')), tie('value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
})).value;

const ASKED = {
  length: '${v}',
  count: '${v}',
  exists: '${v}',
  type: '${v}',
  equals: '${v}',
  contains: '${v}',
  includes: { n: '${v}' },
  matches: '^${v}$',
};
const MATCHERS = [...Object.entries(ASKED).map(([word, value]) => ({ [word]: value })), { matches: '${v}' }];
const PATHS = ['$.l', "$.l[?@.n=='${v}']", '$.${v}', '$..v', '$[${v}]', "$.l[?search(@.n, '${v}')]"];

test('an expectation has a result, whatever the answer and the captured values are', () => {
  fc.assert(
    fc.property(
      json,
      json,
      fc.constantFrom(...PATHS),
      fc.constantFrom(...MATCHERS),
      (value, body, path, written) => {
        const matcher = written as unknown as Matcher;
        const expectation: Expectation = {
          headers: { 'x-a': matcher },
          body: { [path]: matcher },
          text: matcher,
        };
        const failures = checkExpectation(expectation, answered(body), new Map([['v', value]]), {});
        // An `expect` takes longer than all else here.
        return failures.every(({ code, message }) => code === 'EXPECTATION' && message.length < 2000);
      },
    ),
    { numRuns: 2000 },
  );
});

test('an answer that is nested as deep as is accepted can be searched', () => {
  const deep = (depth: number): Json => (depth === 0 ? 1 : { a: deep(depth - 1) });
  expect(select('$..b', answered(deep(MOST_DEPTH)))).toBeUndefined();
  expect(
    checkExpectation(
      { headers: {}, body: { '$..a': { count: MOST_DEPTH } } },
      answered(deep(MOST_DEPTH)),
      new Map(),
      {},
    ),
  ).toEqual([]);
});

test('a regular expression in a JSONPath or in a served schema cannot stop the run', { tag: '@long' }, () => {
  const body = answered({ l: [{ name: `${'a'.repeat(40)}!` }] });
  const path = "$.l[?search(@.name, '(a+)+$')]";
  expect(
    checkExpectation({ headers: {}, body: { [path]: { count: 0 } } }, body, new Map(), {}),
  ).toMatchObject([{ code: 'EXPECTATION', message: expect.stringContaining('more than') }]);
  const schema = { properties: { l: { items: { properties: { name: { pattern: '^(a+)+$' } } } } } };
  expect(responseMistakes({ schema }, body)).toEqual([expect.stringContaining('more than')]);
});

const KEYWORDS = [
  'type',
  '$ref',
  '$id',
  '$async',
  'pattern',
  'properties',
  'items',
  'anyOf',
  '$schema',
  'is',
  'enum',
];
const schemas = fc.oneof(
  json,
  fc.dictionary(fc.constantFrom(...KEYWORDS), fc.oneof(json, fc.constantFrom('#', 'object', true, {})), {
    maxKeys: 4,
  }),
);

test('whatever a service serves as a schema, its answers have a result', () => {
  fc.assert(
    fc.property(schemas, json, (schema, body) => {
      const mistakes = responseMistakes({ schema }, answered(body));
      expect(mistakes.every((each) => typeof each === 'string')).toBe(true);
      const found = finished(
        compareResponses(answered(body), answered(body), {
          correspondence: new Correspondence(),
          ...{ own: { baseline: [], target: [] }, path: '/v2/images', schema },
        }),
      );
      expect(found).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test('a served schema that cannot be used is a mistake of the answer', () => {
  const unusable: Json[] = [
    ...[null, 'str', { type: 5 }, { $ref: '#' }, { $ref: 'http://127.0.0.1:1/x' }, { pattern: '(' }],
    ...[
      { $async: true, type: 'array' },
      { $async: true, type: 'object' },
    ],
  ];
  for (const schema of unusable)
    expect(responseMistakes({ schema }, answered('text')), JSON.stringify(schema)).toEqual([
      expect.stringContaining('schema cannot be used'),
    ]);
  // Both deployments serve a schema with the same id.
  for (let side = 0; side < 2; side++)
    expect(responseMistakes({ schema: { $id: 'x', type: 'object' } }, answered({}))).toEqual([]);
});
