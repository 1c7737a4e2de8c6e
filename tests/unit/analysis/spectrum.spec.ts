import { expect, test } from 'playwright/test';
import { withLikelyConstructs } from '../../../src/analysis/spectrum.ts';
import type { StepResult } from '../../../src/model.ts';
import { missing, scenario, step } from '../../support/runs/results.ts';

const passing = (...constructs: string[]): StepResult =>
  step({ requirements: constructs.map((construct) => `g ${construct}`) });
const failing = (candidates: readonly string[], parts = {}): StepResult =>
  step({
    verdict: 'differs',
    missing: [missing('f', 'unknown', { way: 'wrong', candidates, ...parts })],
  });
const named = (...steps: StepResult[]): string[] =>
  withLikelyConstructs([scenario('glance/a', steps)]).flatMap((each) =>
    each.steps.flatMap((one) => one.missing.map(({ id }) => id)),
  );
const times = (number: number, one: StepResult): StepResult[] => Array(number).fill(one);

test('a construct of many passing steps is not blamed; a construct of failing steps only is blamed', () => {
  expect(
    named(...times(50, passing('select', 'op.eq')), passing('op.in'), failing(['select', 'op.eq', 'op.in'])),
  ).toEqual(['f op.in']);
});

test('a construct in all failing queries is more suspicious than one in some of them', () => {
  const identical = times(4, passing('join.outer', 'op.in'));
  expect(
    named(
      ...identical,
      failing(['join.outer', 'op.in']),
      ...times(5, failing(['join.outer'], { dbApi: 'g', id: 'g unknown' })),
    ),
  ).toEqual(['f join.outer', ...Array(5).fill('g join.outer')]);
});

test('without a clearly most suspicious construct, the guess is unchanged', () => {
  expect(named(...times(9, passing('select', 'op.eq')), failing(['select', 'op.eq']))).toEqual(['f unknown']);
});

test('constructs that are not guesses are unchanged; consequences refer to the new name', () => {
  const given = [
    ...times(9, passing('select')),
    step({ verdict: 'differs', missing: [missing('h', 'limit', { way: 'wrong' })] }),
    failing(['select', 'op.in']),
    step({ name: 'after', verdict: 'differs', blockedBy: 'b' }),
  ].map((each, index) => (index === 10 ? { ...each, name: 'b' } : each));
  const [result] = withLikelyConstructs([scenario('glance/a', given)]);
  expect(result?.steps.flatMap(({ missing: found }) => found.map(({ id }) => id))).toEqual([
    'h limit',
    'f op.in',
  ]);
  expect(result?.steps.at(-1)?.follows).toEqual({ step: 'b', missing: ['f op.in'] });
});

test('a guess is revised when more steps are added', () => {
  const guess = failing(['op.eq', 'op.in']);
  const [first] = withLikelyConstructs([scenario('glance/a', [...times(9, passing('op.in')), guess])]);
  expect(first?.steps.at(-1)?.missing[0]?.construct).toBe('op.eq');
  const more = scenario('glance/b', times(99, passing('op.eq')));
  const [again] = withLikelyConstructs(first ? [first, more] : []);
  expect(again?.steps.at(-1)?.missing[0]?.construct).toBe('op.in');
});

test('a construct that a narrowed statement needs is the cause of other steps, however many pass with it', () => {
  const narrowed = { sql: 'SELECT 1', rows: 1, baseline: '1 row', target: '0 rows', needed: ['op.or'] };
  const proven = missing('g', 'op.or', { way: 'wrong', narrowed });
  const steps = [
    ...times(99, passing('op.or', 'op.eq')),
    step({ verdict: 'differs', missing: [proven] }),
    failing(['op.or', 'op.in']),
    failing(['op.in', 'op.like']),
  ];
  expect(named(...steps)).toEqual(['g op.or', 'f op.or', 'f unknown']);
});
