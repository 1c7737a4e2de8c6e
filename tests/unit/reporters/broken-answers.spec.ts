import { expect, test } from 'playwright/test';
import { exchangesOf } from '../../../src/reporters/html/exchanges.ts';
import { reproText } from '../../../src/reporters/text/repro-text.ts';
import { exchange, scenario, step } from '../../support/runs/results.ts';

const { response: _, ...request } = exchange();
const cut = step({
  verdict: 'differs',
  exchanges: { baseline: exchange() },
  broken: { target: { ...request, received: { status: 200, bytes: 17 } } },
});

test('a broken answer is shown with its status, received bytes and a curl command', () => {
  const text = reproText(scenario('glance/cut', [cut]), cut);
  expect(text).toContain('target 200, broken after 17 bytes');
  expect(text.match(/curl /g)).toHaveLength(2);
  const page = exchangesOf({ scenario: 'glance/cut', ...cut, brief: false }).toString();
  expect(page).toContain('200, broken after 17 bytes');
  expect(page.match(/curl -g/g)).toHaveLength(2);
});

test('a missing answer is reported', () => {
  const none = step({ exchanges: {}, broken: { target: { ...request, received: { bytes: 0 } } } });
  expect(reproText(scenario('glance/none', [none]), none)).toContain('target no answer');
});
