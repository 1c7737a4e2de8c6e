import { expect, test } from 'playwright/test';
import { actionsAt, endpointName, matchEndpoint } from '../../../src/assertions/endpoint.ts';
import type { Method, RequestBody } from '../../../src/model.ts';
import { inventoryOf } from '../../support/scenarios/inventory.ts';

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

test('a path matches its template; query and fragment are ignored', () => {
  expect(match('GET', '/v2/images')).toBe('GET /v2/images');
  expect(match('GET', '/v2/images?limit=1&marker=/x')).toBe('GET /v2/images');
  expect(match('GET', '/v2/images/abc#part')).toBe('GET /v2/images/{image_id}');
  expect(match('DELETE', '/v2/images/${id}')).toBe('DELETE /v2/images/{image_id}');
});

test('literal segments take precedence over parameters', () => {
  expect(match('GET', '/v2/images/recent')).toBe('GET /v2/images/recent');
  expect(match('GET', '/v2/images/x/file')).toBe('GET /v2/images/{image_id}/file');
  expect(match('GET', '/v2/tasks/x/file')).toBe('GET /v2/{kind}/{id}/file');
});

test('other methods and paths match no endpoint', () => {
  expect(match('PUT', '/v2/images')).toBeUndefined();
  expect(match('GET', '/v2/images/')).toBeUndefined();
  expect(match('GET', '/v2/images/a/b')).toBeUndefined();
  expect(match('GET', '/v2/Images')).toBeUndefined();
  expect(match('GET', '/v2/${kind}')).toBeUndefined();
});

test('the single key of the body selects the action of an action path', () => {
  const actions = inventoryOf(
    'POST /servers',
    'POST /servers/{id}/action#reboot',
    'POST /servers/{id}/action#lock',
  );
  const at = (path: string, body?: RequestBody) => {
    const found = matchEndpoint(actions, 'POST', path, body);
    return found && endpointName(found);
  };
  const reboot = { reboot: { type: 'HARD' } };
  expect(at('/servers/x/action', { json: reboot })).toBe('POST /servers/{id}/action#reboot');
  expect(at('/servers/x/action', { text: JSON.stringify({ lock: null }) })).toBe(
    'POST /servers/{id}/action#lock',
  );
  expect(at('/servers/x/action', { json: { ...reboot, lock: null } })).toBeUndefined();
  expect(at('/servers/x/action', { json: { start: null } })).toBeUndefined();
  expect(at('/servers/x/action', { text: 'lock' })).toBeUndefined();
  expect(at('/servers/x/action')).toBeUndefined();
  expect(at('/servers', { json: { server: {} } })).toBe('POST /servers');
  expect(actionsAt(actions, 'POST', '/servers/x/action')).toEqual(['reboot', 'lock']);
});
