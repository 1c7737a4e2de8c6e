import { expect, test } from 'playwright/test';
import { scenariosReaching } from '../../../src/analysis/reaching.ts';
import { requirement, scenario, step } from '../../support/runs/results.ts';

const run = {
  requirements: [
    requirement('image_get_all', 'order_by'),
    requirement('image_get_all', 'limit'),
    requirement('image_get', 'limit'),
  ],
  dbApi: [{ name: 'image_tag_get_all', endpoints: ['GET /v2/images/{image_id}'], constructs: [] }],
  scenarios: [
    scenario('list', [step({ endpoint: 'GET /v2/images', requirements: ['image_get_all order_by'] })]),
    scenario('show', [step({ endpoint: 'GET /v2/images/{image_id}', requirements: ['image_get limit'] })]),
  ],
};

for (const [word, expected] of [
  ['image_get_all', ['list']],
  ['order_by', ['list']],
  ['limit', ['show']],
  ['image_tag_get_all', ['show']],
] as const) {
  test(`${word} is reached by ${expected.join(', ')}`, () => {
    expect([...(scenariosReaching(run, word) ?? [])]).toEqual(expected);
  });
}

test('no scenarios are returned for an unknown word', () => {
  expect(scenariosReaching(run, 'image_get_al')).toBeUndefined();
});
