import { expect, test } from 'playwright/test';
import { requirementsOf } from '../../../../src/analysis/trace/requirements.ts';
import { ON_BASELINE } from '../../../support/runs/events.ts';
import { requirement } from '../../../support/runs/results.ts';

const { file } = requirement('f', 'select').at;
const at = (line: number) => ({ file, line, function: 'f' });

test('each construct of each DB-API function is listed once, with its first place', () => {
  const events = [
    ON_BASELINE.statement('image_get_all', { constructs: ['select', 'limit'], at: at(10) }),
    ON_BASELINE.statement('image_get_all', { constructs: ['limit', 'op.eq'], at: at(20) }),
    ON_BASELINE.query('image_update', 'Query.update', { at: at(30) }),
    ON_BASELINE.statement('image_get', { constructs: ['select'], at: at(40), inner: at(41) }),
  ];
  expect(
    requirementsOf(events).map(({ dbApi, construct, at }) => `${dbApi} ${construct} ${at.line}`),
  ).toEqual([
    'image_get_all select 10',
    'image_get_all limit 10',
    'image_get_all op.eq 20',
    'image_update Query.update 30',
    'image_get select 40',
  ]);
  expect(requirementsOf(events).at(-1)?.inner?.line).toBe(41);
});

test('queries outside the DB API and refusals are not requirements', () => {
  const { db_api: _, ...outside } = ON_BASELINE.statement('x');
  expect(requirementsOf([outside, ON_BASELINE.refusal('image_get', 'Query.one')])).toEqual([]);
});
