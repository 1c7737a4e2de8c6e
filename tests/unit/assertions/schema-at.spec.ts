import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { compareMicroversions, isWithin, microversionOf } from '../../../src/assertions/microversion.ts';
import { schemaAt } from '../../../src/assertions/schema/schema-at.ts';
import { type WrittenRules, writtenRule } from '../../../src/assertions/schema/written-rules.ts';
import type { Json } from '../../../src/model.ts';
import { response } from '../../support/runs/results.ts';

const FILES: Readonly<Record<string, Json>> = {
  'things.schema.json': {
    $defs: {
      basic: { properties: { id: { type: 'string' }, tag: { $ref: '#/$defs/tag' } } },
      tag: { type: 'string', since: '2.9', optional: { until: '2.19' } },
      full: { $ref: '#/$defs/basic', properties: { id: false, size: { type: 'integer', until: '2.29' } } },
    },
  },
  'lists.schema.json': {
    $defs: {
      list: { items: { $ref: 'things.schema.json#/$defs/basic', minProperties: 1 } },
      changed: {
        anyOf: [
          { until: '2.9', type: 'string' },
          { since: '2.10', type: 'integer' },
        ],
      },
      either: { anyOf: [{ type: 'string' }, { type: 'null', since: '2.10' }] },
      texts: { additionalProperties: { type: 'string' } },
      perhaps: { type: ['array', 'null'], items: { type: 'string' } },
    },
  },
};
const at = (reference: string, microversion = '2.1'): Json =>
  schemaAt(reference, microversion, (file) => FILES[file] as Json);

test('objects are closed, and all properties are required unless optional', () => {
  expect(at('things.schema.json#/$defs/basic')).toEqual({
    type: 'object',
    required: ['id'],
    additionalProperties: false,
    properties: { id: { type: 'string' } },
  });
});

test('a property can be added, become required and be removed at a microversion', () => {
  const required = (version: string) =>
    at('things.schema.json#/$defs/full', version) as { required: string[]; properties: object };
  expect(Object.keys(required('2.8').properties)).toEqual(['size']);
  expect(Object.keys(required('2.9').properties)).toEqual(['tag', 'size']);
  expect(required('2.19').required).toEqual(['size']);
  expect(required('2.20').required).toEqual(['tag', 'size']);
  expect(required('2.30').required).toEqual(['tag']);
});

test('keys beside a reference override its target, including a target in another file', () => {
  expect(at('lists.schema.json#/$defs/list', '2.20')).toEqual({
    type: 'array',
    items: {
      type: 'object',
      required: ['id', 'tag'],
      additionalProperties: false,
      properties: { id: { type: 'string' }, tag: { type: 'string' } },
      minProperties: 1,
    },
  });
});

test('alternatives are limited to the microversion; a single one replaces anyOf', () => {
  expect(at('lists.schema.json#/$defs/changed', '2.9')).toEqual({ type: 'string' });
  expect(at('lists.schema.json#/$defs/changed', '2.10')).toEqual({ type: 'integer' });
  expect(at('lists.schema.json#/$defs/either', '2.9')).toEqual({ type: 'string' });
  expect(at('lists.schema.json#/$defs/either', '2.10')).toEqual({
    anyOf: [{ type: 'string' }, { type: 'null' }],
  });
});

test('a map can have known keys', () => {
  const properties = { known: { type: 'integer', optional: true } };
  const schema = schemaAt('map', '2.1', () => ({ properties, additionalProperties: { type: 'string' } }));
  expect(schema).toEqual({
    ...{ type: 'object', required: [], additionalProperties: { type: 'string' } },
    properties: { known: { type: 'integer' } },
  });
});

test('items imply an array, additionalProperties an object', () => {
  expect(at('lists.schema.json#/$defs/texts')).toEqual({
    type: 'object',
    additionalProperties: { type: 'string' },
  });
  expect(at('lists.schema.json#/$defs/perhaps')).toEqual({
    type: ['array', 'null'],
    items: { type: 'string' },
  });
});

test('a dangling reference is reported by name', () => {
  expect(() => at('things.schema.json#/$defs/lost')).toThrow(/things\.schema\.json#\/\$defs\/lost/);
});

test('microversions are compared by number, not as text', () => {
  const minor = fc.integer({ min: 1, max: 200 });
  fc.assert(
    fc.property(minor, minor, minor, (a, b, c) => {
      expect(Math.sign(compareMicroversions(`2.${a}`, `2.${b}`))).toBe(Math.sign(a - b));
      expect(isWithin({ since: `2.${a}`, until: `2.${b}` }, `2.${c}`)).toBe(a <= c && c <= b);
    }),
  );
});

test('a response without a microversion of Nova has the lowest microversion', () => {
  const stating = (version: string) => response({ headers: { 'openstack-api-version': version } });
  expect(microversionOf(stating('compute 2.74'))).toBe('2.74');
  expect(microversionOf(stating('volume 3.7'))).toBe('2.1');
  expect(microversionOf(response())).toBe('2.1');
});

const RULES: WrittenRules = {
  'GET /servers/{id}': { file: 'servers.schema.json' },
  'POST /servers/{id}/action#createImage': {
    since: { '2.45': { file: 'image.schema.json' }, '2.1': 'empty' },
  },
  'GET /late': { since: { '2.10': 'empty' } },
  '* /os-volumes_boot': { as: '/servers' },
};

test('the newest rule up to the microversion applies', () => {
  const image = 'POST /servers/{id}/action#createImage';
  expect(writtenRule(RULES, image, '2.9')).toBe('empty');
  expect(writtenRule(RULES, image, '2.45')).toEqual({ file: 'image.schema.json' });
  expect(writtenRule(RULES, image, '2.90')).toEqual({ file: 'image.schema.json' });
  expect(writtenRule(RULES, 'GET /late', '2.9')).toBeUndefined();
});

test('a path can use the rules of another path', () => {
  expect(writtenRule(RULES, 'GET /os-volumes_boot/{id}', '2.1')).toEqual({ file: 'servers.schema.json' });
  expect(writtenRule(RULES, 'POST /os-volumes_boot/{id}/action#createImage', '2.1')).toBe('empty');
  expect(writtenRule(RULES, 'GET /os-volumes_boot/{id}/lost', '2.1')).toBeUndefined();
  expect(writtenRule(RULES, '* /os-volumes_boot', '2.1')).toBeUndefined();
  expect(writtenRule(RULES, 'GET /elsewhere', '2.1')).toBeUndefined();
});
