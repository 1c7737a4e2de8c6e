import { expect, test } from 'playwright/test';
import type { Exchange, Inventory, Step } from '../../../../src/model.ts';
import { endpointOf } from '../../../../src/runner/step/step-result.ts';
import { exchange, response } from '../../../support/runs/results.ts';
import { stepTo } from '../../../support/servers/side.ts';

const FLAVORS = {
  method: 'PUT',
  path: '/flavors/{id}',
  controller: 'flavor_manage._update',
  kind: 'api',
  microversions: [{ min: '2.55' }],
} as const;
const INVENTORY: Inventory = { version: 1, service: 'nova', release: '1', endpoints: [FLAVORS], dbApi: [] };
const BASE = 'http://127.0.0.1:8774/v2.1';

const found = (step: Step, parts: Partial<Exchange>, base = BASE): string => {
  const performed = { exchange: exchange({ method: 'PUT', ...parts }), failures: [], lacking: [] };
  const bases = { baseline: base, target: base };
  return endpointOf(step, { baseline: performed, target: performed }, INVENTORY, bases);
};
const answer = (version: string) => ({
  response: response({ headers: { 'openstack-api-version': `compute ${version}` } }),
});

test('the endpoint comes from the scenario file or from the sent URL', () => {
  expect(found(stepTo('/flavors/1', { endpoint: FLAVORS }), {})).toBe('PUT /flavors/{id}');
  expect(found(stepTo('${next}'), { url: `${BASE}/flavors/1` })).toBe('PUT /flavors/{id}');
  expect(found(stepTo('${next}'), { url: 'http://127.0.0.1:9292/flavors/1' })).toBe('GET ${next} (a.yaml:4)');
});

test('a step has no endpoint if its microversion does not have the endpoint', () => {
  const step = stepTo('/flavors/1', { endpoint: FLAVORS });
  expect(found(step, answer('2.55'))).toBe('PUT /flavors/{id}');
  expect(found(step, answer('2.93'))).toBe('PUT /flavors/{id}');
  expect(found(step, answer('2.54'))).toBe('GET /flavors/1 (a.yaml:4)');
});

test('a step that was not sent has the endpoint of its file', () => {
  const performed = { failures: [], lacking: ['id'] };
  const both = { baseline: performed, target: performed };
  const step = stepTo('/flavors/${id}', { endpoint: FLAVORS });
  expect(endpointOf(step, both, INVENTORY, { baseline: BASE, target: BASE })).toBe('PUT /flavors/{id}');
});
