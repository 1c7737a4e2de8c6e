import { expect, test } from 'playwright/test';
import { isAnswer, type ResponseRule, responseMistakes } from '../../../src/assertions/schema/schema.ts';
import type { Body, Json } from '../../../src/model.ts';
import { response } from '../../support/runs/results.ts';

const IMAGE: ResponseRule = {
  schema: {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string' }, size: { type: 'integer' } },
  },
};
const mistakes = (rule: ResponseRule, body: Body, status = 200): number =>
  responseMistakes(rule, response({ status, body })).length;
const json = (value: Extract<Body, { kind: 'json' }>['value']): Body => ({ kind: 'json', value });

test('each mistake of JSON against its schema is reported with its pointer', () => {
  expect(mistakes(IMAGE, json({ id: 'a', size: 1 }))).toBe(0);
  const found = responseMistakes(IMAGE, response({ body: json({ size: 'big' }) }));
  expect(found).toHaveLength(2);
  expect(found.some((each) => each.startsWith('/size '))).toBe(true);
});

test('if no alternative matches, only mistakes of the closest one are reported', () => {
  const object = (names: readonly string[]) => ({
    type: 'object',
    required: names,
    additionalProperties: false,
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
  });
  const rule: ResponseRule = {
    schema: {
      type: 'array',
      items: { anyOf: [object(['id', 'name', 'size']), object(['id', 'status']), { type: 'null' }] },
    },
  };
  const found = (...value: readonly Json[]) => responseMistakes(rule, response({ body: json(value) }));
  expect(found({ id: 'a', name: 'b', size: 'c' }, { id: 'a', status: 'd' }, null)).toEqual([]);
  expect(found({ id: 'a', name: 'b', size: 'c', weight: 'd' })).toEqual([
    expect.stringMatching(/^\/0 .*weight$/),
  ]);
  // Each element is checked separately, with all mistakes of the closest alternative.
  expect(found({ id: 1, name: 2, size: 'c' }, { id: 'a', status: 3 })).toEqual([
    expect.stringMatching(/^\/0\/id /),
    expect.stringMatching(/^\/0\/name /),
    expect.stringMatching(/^\/1\/status /),
  ]);
});

test('an empty or text body does not match a JSON schema', () => {
  expect(mistakes(IMAGE, { kind: 'empty' })).toBe(1);
  expect(mistakes(IMAGE, { kind: 'text', text: '{"id": "a"}' })).toBe(1);
});

test('only an empty body matches the rule for empty bodies', () => {
  expect(mistakes('empty', { kind: 'empty' }, 204)).toBe(0);
  expect(mistakes('empty', json({}), 204)).toBe(1);
});

test('data can be of any kind; errors have no rule', () => {
  expect(mistakes('data', { kind: 'binary', bytes: 1, sha256: 'x' })).toBe(0);
  for (const status of [300, 404, 500]) expect(mistakes(IMAGE, { kind: 'empty' }, status)).toBe(0);
});

test('an endpoint with a refusal rule must refuse with the given status', () => {
  const rule: ResponseRule = { refuses: 405 };
  expect(isAnswer(rule, response({ status: 405 }))).toBe(true);
  expect(isAnswer(rule, response({ status: 403 }))).toBe(false);
  expect(isAnswer(undefined, response({ status: 405 }))).toBe(false);
  expect(isAnswer(IMAGE, response({ status: 201 }))).toBe(true);
  expect(mistakes(rule, json({}), 405)).toBe(0);
  expect(mistakes(rule, json({}), 200)).toBe(1);
});
