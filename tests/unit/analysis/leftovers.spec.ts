import { expect, test } from 'playwright/test';
import { withLeftovers } from '../../../src/analysis/leftovers.ts';
import type { Json } from '../../../src/model.ts';
import { stepText } from '../../../src/reporters/text/step-text.ts';
import { exchange, response, scenario, step } from '../../support/runs/results.ts';

const RUN_START = Date.parse('2026-05-04T10:00:00Z');
const before = {
  ...{ runStart: RUN_START, scenarioEnd: RUN_START + 60_000 },
  shared: { baseline: new Set(['shared']), target: new Set(['shared']) },
};

/** A failing step whose answer on the target is this value. */
const failing = (value: Json, date = 'Mon, 04 May 2026 10:00:30 GMT') =>
  step({
    verdict: 'differs',
    exchanges: {
      baseline: exchange(),
      target: exchange({ response: response({ headers: { date }, body: { kind: 'json', value } }) }),
    },
  });

const old = { id: 'old', created_at: '2026-05-04T09:00:00Z' };
const images = (...list: Json[]): Json => ({ images: list });

test('a failing step names resources that are older than the run', () => {
  const { leftovers } = withLeftovers(
    failing(
      images(
        old,
        { id: 'new', created_at: '2026-05-04T10:00:10Z' },
        { id: 'shared', created_at: old.created_at },
      ),
    ),
    before,
  );
  expect(leftovers).toEqual([{ side: 'target', id: 'old', created: old.created_at }]);
});

for (const [how, resource, id] of [
  ['a time without a zone', { id: 'x', created_at: '2026-05-04T09:00:00.000000' }, 'x'],
  ['a number as id', { id: 7, created_at: '2026-05-04T09:00:00' }, '7'],
  ['a name without an id', { namespace: 'OS::Old', created_at: '2026-05-04T09:00:00Z' }, 'OS::Old'],
  ['a server', { id: 's', created: '2026-05-04T09:00:00Z' }, 's'],
] as const)
  test(`older than the run: ${how}`, () => {
    expect(withLeftovers(failing({ found: [{ resource }] }), before).leftovers).toMatchObject([{ id }]);
  });

test('nothing is a leftover in an identical step, on a new deployment, or by a wrong clock', () => {
  const identical = { ...failing(images(old)), verdict: 'identical' as const };
  expect(withLeftovers(identical, before)).toBe(identical);
  const shared = { baseline: undefined, target: undefined };
  expect(withLeftovers(failing(images(old)), { ...before, shared }).leftovers).toBeUndefined();
  const slow = failing(images(old), 'Mon, 04 May 2026 09:00:00 GMT');
  expect(withLeftovers(slow, before).leftovers).toBeUndefined();
});

test('at most five are named, however deep and many they are', () => {
  const many = Array.from({ length: 9 }, (_, index) => ({ ...old, id: `old ${index}` }));
  expect(withLeftovers(failing(images(...many)), before).leftovers).toHaveLength(5);
  let deep: Json = old;
  for (let depth = 0; depth < 50; depth++) deep = { deeper: deep };
  expect(withLeftovers(failing(deep), before).leftovers).toBeUndefined();
});

test('the terminal says what existed before, and how to remove it', () => {
  const one = withLeftovers(failing(images({ ...old, id: 'old\u001b[31m' })), before);
  const text = stepText(scenario('glance/images/list', [one]), one);
  expect(text).toContain(
    'existed on the target before the run: old\\u001b[31m, created 2026-05-04T09:00:00Z',
  );
  expect(text).toContain('run-scenarios reset');
});
