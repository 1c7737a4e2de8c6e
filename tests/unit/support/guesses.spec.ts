import { expect, test } from 'playwright/test';
import type { Json } from '../../../src/model.ts';
import { guesses } from '../../support/answers/guesses.ts';
import { exchange, response, scenario, step } from '../../support/runs/results.ts';

const ONE = '11111111-1111-4111-8111-111111111111';
const TWO = '22222222-2222-4222-8222-222222222222';

const answered = (name: string, value: Json, url = '/v2/tasks') => {
  const baseline = exchange({ url, response: response({ body: { kind: 'json', value } }) });
  return step({ name, exchanges: { baseline, target: baseline } });
};
const of = (...steps: readonly ReturnType<typeof step>[]) =>
  guesses({ scenarios: [scenario('glance/a', steps)] });

const both = answered('both', {
  tasks: [
    { id: ONE, created_at: '2026-01-01T00:00:00Z' },
    { id: TWO, created_at: '2026-01-01T00:00:00Z' },
  ],
});

test('a step that uses only one of two identically listed resources is reported', () => {
  expect(of(both, answered('one', { id: ONE }))).toEqual([
    'glance/a: "one" concerns only some of what "both" lists alike',
  ]);
  expect(of(both, answered('one', {}, `/v2/tasks/${TWO}`))).toHaveLength(1);
});

test('resources that were seen before, differ or are used together need no guess', () => {
  expect(of(answered('one', { id: ONE }), both, answered('the other', { id: TWO }))).toEqual([]);
  expect(of(both, both)).toEqual([]);
  const named = answered('named', [
    { id: ONE, name: 'a' },
    { id: TWO, name: 'b' },
  ]);
  expect(of(named, answered('one', { id: ONE }))).toEqual([]);
  const owner = '33333333-3333-4333-8333-333333333333';
  const owned = answered('owned', [
    { id: ONE, owner },
    { id: TWO, owner },
  ]);
  expect(of(owned, answered('the owner', { id: owner }))).toEqual([]);
});
