import { expect, test } from 'playwright/test';
import { worklist } from '../../../../src/analysis/ranking.ts';
import { withCauses } from '../../../../src/analysis/trace/consequences.ts';
import { endpointResults } from '../../../../src/analysis/verdict.ts';
import type { StepResult } from '../../../../src/model.ts';
import { exchange, missing, scenario, step } from '../../../support/runs/results.ts';
import { inventoryOf } from '../../../support/scenarios/inventory.ts';

const LOST = missing('delete', 'Query.delete');
const sent = (method: 'DELETE' | 'GET') => ({ exchanges: { baseline: exchange({ method }) } });
const deletion = step({ name: 'delete', verdict: 'differs', missing: [LOST], ...sent('DELETE') });
const follows = (...steps: readonly StepResult[]) => withCauses(steps).map((each) => each.follows);
const CAUSE = { step: 'delete', missing: [LOST.id] };

test('a failure without missing queries follows from the nearest earlier write that has some', () => {
  const fine = step();
  const other = step({ verdict: 'differs' });
  expect(follows(other, deletion, fine, other)).toEqual([undefined, undefined, undefined, CAUSE]);
  expect(follows({ ...deletion, ...sent('GET') }, other)).toEqual([undefined, undefined]);
  expect(follows(deletion, { ...other, missing: [missing('list', 'limit')] })).toEqual([
    undefined,
    undefined,
  ]);
});

test('a blocked step follows from the step that blocked it, directly or indirectly', () => {
  const blocked = (name: string, blockedBy: string) =>
    step({ name, verdict: 'blocked', blockedBy, exchanges: {} });
  const asked = step({ name: 'ask', verdict: 'refused', missing: [LOST], ...sent('GET') });
  expect(follows(asked, blocked('a', 'ask'), blocked('b', 'a'))).toEqual([
    undefined,
    { step: 'ask', missing: [LOST.id] },
    { step: 'ask', missing: [LOST.id] },
  ]);
});

test('the worklist counts consequences as endpoints that a construct fixes', () => {
  const at = (endpoint: string, each: StepResult) => ({ ...each, endpoint });
  const steps = withCauses([at('DELETE /a', deletion), at('GET /a', step({ verdict: 'differs' }))]);
  const endpoints = endpointResults([scenario('glance/a', steps)], {
    glance: inventoryOf('DELETE /a', 'GET /a'),
  });
  expect(endpoints.map((each) => each.follows)).toEqual([undefined, [LOST.id]]);
  expect(worklist({ missing: [LOST], endpoints })[0]?.unblocks).toEqual(['DELETE /a', 'GET /a']);
});
