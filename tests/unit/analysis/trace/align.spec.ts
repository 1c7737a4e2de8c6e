import { expect, test } from 'playwright/test';
import { divergences } from '../../../../src/analysis/trace/align.ts';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import type { TraceEvent } from '../../../../src/model.ts';
import { ON_BASELINE, ON_TARGET } from '../../../support/events.ts';

const PAIRS = [
  ['a', 'x'],
  ['b', 'y'],
] as const;
const kinds = (baseline: TraceEvent[], target: TraceEvent[]): string[] =>
  divergences(baseline, target, new Correspondence(PAIRS)).map(
    ({ kind, baseline }) => `${kind} ${baseline.db_api}`,
  );

test('the same rows in the same order do not diverge', () => {
  const keys = { rows: 2, keys: ['a', 'b'] };
  expect(
    kinds([ON_BASELINE.statement('f', keys)], [ON_TARGET.statement('f', { rows: 2, keys: ['x', 'y'] })]),
  ).toEqual([]);
});

test('another number of rows, another order, another value', () => {
  const keys = { rows: 2, keys: ['a', 'b'] };
  expect(kinds([ON_BASELINE.statement('f', keys)], [ON_TARGET.statement('f', { rows: 3 })])).toEqual([
    'rows f',
  ]);
  expect(
    kinds([ON_BASELINE.statement('f', keys)], [ON_TARGET.statement('f', { rows: 2, keys: ['y', 'x'] })]),
  ).toEqual(['order f']);
  expect(
    kinds(
      [ON_BASELINE.query('f', 'Query.update', { value: '1' })],
      [ON_TARGET.query('f', 'Query.update', { value: 'None' })],
    ),
  ).toEqual(['value f']);
});

test('rows of another thing are no matter of order', () => {
  expect(
    kinds(
      [ON_BASELINE.statement('f', { rows: 2, keys: ['a', 'b'] })],
      [ON_TARGET.statement('f', { rows: 2, keys: ['x', 'other'] })],
    ),
  ).toEqual([]);
});

test('queries are held against the same one of the same function, whatever runs between', () => {
  const update = (rows: number) => ({ sql: 'UPDATE images SET x', rows });
  const baseline = [
    ON_BASELINE.statement('f', { rows: 1 }),
    ON_BASELINE.statement('f', update(1)),
    ON_BASELINE.statement('f', { rows: 2 }),
    ON_BASELINE.statement('g', { rows: 9 }),
  ];
  const target = [
    ON_TARGET.statement('g', { rows: 9 }),
    ON_TARGET.statement('f', { rows: 5, sql: 'SELECT a FROM image_tags' }),
    ON_TARGET.statement('f', { rows: 1 }),
    ON_TARGET.statement('f', { rows: 2 }),
    ON_TARGET.statement('f', update(0)),
  ];
  expect(kinds(baseline, target)).toEqual(['rows f']);
  const [only] = divergences(baseline, target, new Correspondence());
  expect(only?.baseline).toMatchObject(update(1));
  expect(only?.target).toMatchObject(update(0));
});

test('a query that the target never ran does not diverge', () => {
  expect(kinds([ON_BASELINE.statement('f', { rows: 1 })], [])).toEqual([]);
});

const evidence = (baseline: TraceEvent[], target: TraceEvent[]): string[] =>
  divergences(baseline, target, new Correspondence(PAIRS)).map(({ evidence }) => evidence);

test('it is told which rows are too few and too many', () => {
  const keys = { rows: 2, keys: ['a', 'b'] };
  expect(
    evidence(
      [ON_BASELINE.statement('f', keys)],
      [ON_TARGET.statement('f', { rows: 3, keys: ['y', 'p', 'q'] })],
    ),
  ).toEqual(['3 rows instead of 2, without x, with p, q']);
});

test('a write that a function leaves out is told; one of a function that was not called is not', () => {
  const insert = { sql: 'INSERT INTO image_tags VALUES', constructs: ['insert'], rows: 1 };
  const baseline = [ON_BASELINE.statement('f'), ON_BASELINE.statement('f', insert)];
  expect(evidence(baseline, [ON_TARGET.statement('f')])).toEqual(['never written on the target']);
  expect(evidence(baseline, [ON_TARGET.statement('g')])).toEqual([]);
  expect(evidence(baseline, [ON_TARGET.statement('f'), ON_TARGET.refusal('f', 'Query.one')])).toEqual([]);
  expect(evidence(baseline, [ON_TARGET.statement('f', { error: 'IntegrityError' })])).toEqual([]);
});

test('a method that raises a refusal is its consequence, one that raises by itself is wrong', () => {
  const baseline = [ON_BASELINE.query('f', 'Query.delete', { value: '1' })];
  const raising = ON_TARGET.query('f', 'Query.delete', { error: 'MissingQuery' });
  expect(evidence(baseline, [ON_TARGET.refusal('f', 'delete'), raising])).toEqual([]);
  expect(evidence(baseline, [raising])).toEqual(['Query.delete raised MissingQuery instead of 1']);
});
