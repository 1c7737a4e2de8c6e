import { expect, test } from 'playwright/test';
import type { Divergence } from '../../../../src/analysis/trace/align.ts';
import type { Located } from '../../../../src/analysis/trace/blame/located.ts';
import {
  type Question,
  questionFor,
  withNarrowed,
  withStored,
} from '../../../../src/analysis/trace/narrowed.ts';
import { ON_BASELINE, ON_TARGET } from '../../../support/runs/events.ts';
import { missing, step } from '../../../support/runs/results.ts';

const NARROWED = {
  sql: "SELECT images.id FROM images WHERE images.name IN ('a', 'b')",
  rows: 2,
  baseline: "2 rows: 'a', 'b'",
  target: "1 row: 'a'",
  needed: ['op.in'],
};
const GIVEN = { name_1: ['a', 'b'] };
const parts = { asked: 7, given: [GIVEN] };
const divergence: Divergence = {
  kind: 'rows',
  evidence: '1 rows instead of 2',
  sameQuestion: true,
  ours: true,
  baseline: ON_BASELINE.statement('image_get_all', parts),
  target: ON_TARGET.statement('image_get_all', parts),
};

const repeated = (located: Located) => questionFor(located, [], () => []);

test('a statement that both sides sent can be repeated', () => {
  expect(repeated({ divergence })).toEqual({ asked: 7, given: GIVEN, missing: [], stored: [] });
});

test('nothing is repeated if the fault is in an earlier step, in the copy, or in a statement of one side', () => {
  const statement = (changes: object): Divergence => ({
    ...divergence,
    baseline: ON_BASELINE.statement('image_create', { ...parts, ...changes }),
  });
  for (const located of [
    { divergence, inStep: 'create' },
    { divergence: { ...divergence, sameQuestion: false } },
    { divergence: statement({ sql: 'INSERT INTO images (id) VALUES (?)' }) },
    { divergence: statement({ given: [GIVEN, GIVEN] }) },
    { divergence: statement({ asked: undefined }) },
    { divergence: { ...divergence, baseline: ON_BASELINE.call('image_get_all') } },
    {},
  ])
    expect(repeated(located)).toBeUndefined();
});

const guess = missing('image_get_all', 'unknown', { way: 'wrong', candidates: ['op.in', 'op.eq'] });
const named = (queries: readonly ReturnType<typeof missing>[], needed: readonly string[]) => {
  const result = withNarrowed(
    step(),
    { asked: 7, given: {}, missing: queries, stored: [] },
    { ...NARROWED, needed },
  );
  return result.missing.map(({ id, candidates }) => ({ id, candidates }));
};

test('the construct that the smallest statement needs replaces a guess', () => {
  const result = withNarrowed(step(), { asked: 7, given: GIVEN, missing: [guess], stored: [] }, NARROWED);
  expect(result.missing).toEqual([
    { ...missing('image_get_all', 'op.in', { way: 'wrong' }), narrowed: NARROWED },
  ]);
});

test('a construct that the evidence names stays if the smallest statement needs it', () => {
  const order = missing('image_get_all', 'order_by', { way: 'wrong' });
  const desc = missing('image_get_all', 'op.desc', { way: 'wrong' });
  expect(named([order, desc], ['op.desc', 'order_by'])).toEqual([
    { id: 'image_get_all op.desc', candidates: undefined },
  ]);
  expect(named([order], ['limit'])).toEqual([{ id: 'image_get_all limit', candidates: undefined }]);
  expect(named([order], [])).toEqual([{ id: 'image_get_all order_by', candidates: undefined }]);
});

test('refusals, surveyed constructs and faults of earlier steps stay as they are', () => {
  const refused = missing('image_get', 'limit');
  const surveyed = missing('image_get', 'union', { way: 'wrong', reached: false, surveyed: true });
  const earlier = missing('image_create', 'insert', { way: 'wrong', inStep: 'create' });
  const others = [refused, surveyed, earlier].map(({ id }) => ({ id, candidates: undefined }));
  expect(named([guess, refused, surveyed, earlier], ['op.in'])).toEqual([
    { id: 'image_get_all op.in', candidates: undefined },
    ...others,
  ]);
  expect(named([refused, surveyed, earlier], ['op.in'])).toEqual([]);
});

test('for a statement that ROME answers rightly, a write that explains the rows is named, else the reading', () => {
  const refused = missing('image_get', 'limit');
  const lost = missing('image_create', 'insert', { way: 'wrong', inStep: 'create' });
  const asked = { asked: 7, given: {}, missing: [guess, refused] };
  expect(withStored(step(), { ...asked, stored: [lost] }).missing).toEqual([lost, refused]);
  const read = withStored(step(), { ...asked, stored: [] }).missing;
  expect(read.map(({ id, candidates }) => ({ id, candidates }))).toEqual([
    { id: 'image_get_all select', candidates: undefined },
    { id: refused.id, candidates: undefined },
  ]);
});

test('a lost write that was located stays if ROME answers the read that shows it rightly', () => {
  const refused = missing('image_get', 'limit');
  const lost = missing('image_create', 'insert', { way: 'wrong', inStep: 'create' });
  const located = { inStep: 'create', divergence, read: { divergence } };
  const question = questionFor(located, [lost, refused], () => [guess, refused]);
  expect(question).toMatchObject({ missing: [guess, refused], stored: [lost, refused] });
  expect(withStored(step(), question as Question).missing).toEqual([lost, refused]);
  const narrowed = withNarrowed(step(), question as Question, NARROWED).missing;
  expect(narrowed.map(({ id }) => id)).toEqual(['image_get_all op.in', refused.id]);
});
