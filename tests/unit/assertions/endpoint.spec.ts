import { expect, test } from 'playwright/test';
import { endpointName, matchEndpoint } from '../../../src/assertions/endpoint.ts';
import type { Method } from '../../../src/model.ts';
import { inventoryOf } from '../../support/inventory.ts';

const INVENTORY = inventoryOf(
  'GET /v2/images',
  'GET /v2/images/{image_id}',
  'GET /v2/images/recent',
  'DELETE /v2/images/{image_id}',
  'GET /v2/{kind}/{id}/file',
  'GET /v2/images/{image_id}/file',
);

const match = (method: Method, path: string): string | undefined => {
  const found = matchEndpoint(INVENTORY, method, path);
  return found && endpointName(found);
};

test('a path belongs to the template that it fits', () => {
  expect(match('GET', '/v2/images')).toBe('GET /v2/images');
  expect(match('GET', '/v2/images?limit=1&marker=/x')).toBe('GET /v2/images');
  expect(match('GET', '/v2/images/abc#part')).toBe('GET /v2/images/{image_id}');
  expect(match('DELETE', '/v2/images/${id}')).toBe('DELETE /v2/images/{image_id}');
});

test('literal segments come before parameters', () => {
  expect(match('GET', '/v2/images/recent')).toBe('GET /v2/images/recent');
  expect(match('GET', '/v2/images/x/file')).toBe('GET /v2/images/{image_id}/file');
  expect(match('GET', '/v2/tasks/x/file')).toBe('GET /v2/{kind}/{id}/file');
});

test('nothing else fits', () => {
  expect(match('PUT', '/v2/images')).toBeUndefined();
  expect(match('GET', '/v2/images/')).toBeUndefined();
  expect(match('GET', '/v2/images/a/b')).toBeUndefined();
  expect(match('GET', '/v2/Images')).toBeUndefined();
  expect(match('GET', '/v2/${kind}')).toBeUndefined();
});
