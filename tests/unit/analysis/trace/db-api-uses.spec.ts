import { expect, test } from 'playwright/test';
import { dbApiUses, mergeUses } from '../../../../src/analysis/trace/db-api-uses.ts';
import { ON_BASELINE } from '../../../support/runs/events.ts';

test('a function is used by direct calls, its own queries and the queries of nested functions', () => {
  const events = [
    ON_BASELINE.call('image_update'),
    ON_BASELINE.call('is_image_mutable', { db_api: 'image_update' }),
    ON_BASELINE.statement('image_update', { constructs: ['insert'], via: ['image_property_create'] }),
    ON_BASELINE.query('image_update', 'Query.one'),
  ];
  expect(dbApiUses('PATCH /a', events)).toEqual([
    { name: 'image_update', endpoints: ['PATCH /a'], constructs: ['insert', 'Query.one'] },
    { name: 'is_image_mutable', endpoints: ['PATCH /a'], constructs: [] },
    { name: 'image_property_create', endpoints: ['PATCH /a'], constructs: ['insert'] },
  ]);
});

test('uses of several endpoints are merged', () => {
  const merged = mergeUses([
    { name: 'b', endpoints: ['GET /2'], constructs: ['select'] },
    { name: 'a', endpoints: ['GET /1'], constructs: [] },
    { name: 'b', endpoints: ['GET /1', 'GET /2'], constructs: ['limit', 'select'] },
  ]);
  expect(merged).toEqual([
    { name: 'a', endpoints: ['GET /1'], constructs: [] },
    { name: 'b', endpoints: ['GET /1', 'GET /2'], constructs: ['limit', 'select'] },
  ]);
});
