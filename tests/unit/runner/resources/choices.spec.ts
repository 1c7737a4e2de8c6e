import { expect, test } from 'playwright/test';
import type { Exchange, Json } from '../../../../src/model.ts';
import { policyDifference } from '../../../../src/runner/resources/policy.ts';
import { quotaDifference } from '../../../../src/runner/resources/quotas.ts';
import { exchange, response } from '../../../support/runs/results.ts';

const names = { baseline: 'sql', target: 'lab' };
const answer = (status: number, value: Json = {}): Exchange =>
  exchange({ response: response({ status, body: { kind: 'json', value } }) });
const forbidden = (message: string) => answer(403, { forbidden: { message } });

test('a policy is the reason if it forbids on one side only', () => {
  const nova = forbidden("Policy doesn't allow os_compute_api:servers:show to be performed.");
  const glance = forbidden('You are not authorized to complete add_member action.');
  expect(policyDifference({ baseline: answer(200), target: nova }, names)).toBe(
    'the policy of lab forbids os_compute_api:servers:show, unlike that of the other deployment',
  );
  expect(policyDifference({ baseline: glance, target: answer(201) }, names)).toContain(
    'the policy of sql forbids add_member',
  );
  expect(policyDifference({ baseline: forbidden('The image is locked'), target: nova }, names)).toContain(
    'lab',
  );
  expect(policyDifference({ baseline: nova, target: nova }, names)).toBeUndefined();
  expect(policyDifference({ baseline: answer(200), target: answer(404) }, names)).toBeUndefined();
  expect(
    policyDifference({ baseline: answer(200), target: forbidden('Quota exceeded for cores') }, names),
  ).toBeUndefined();
  expect(policyDifference({ baseline: answer(200) }, names)).toBeUndefined();
});

test('quotas that differ are named with both values', () => {
  const quotas = (cores: number) => ({ nova: { instances: 10, cores } });
  expect(quotaDifference('nova', names, { baseline: quotas(20), target: quotas(20) })).toBeUndefined();
  expect(quotaDifference('nova', names, { baseline: quotas(20), target: quotas(33) })).toBe(
    'lab has other quotas than sql: cores 33, not 20',
  );
  expect(quotaDifference('nova', names, { baseline: quotas(20), target: {} })).toContain('only sql');
  expect(quotaDifference('glance', names, { baseline: quotas(20), target: {} })).toBeUndefined();
});
