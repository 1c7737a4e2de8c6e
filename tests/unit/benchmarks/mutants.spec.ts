import { join } from 'node:path';
import { expect } from 'playwright/test';
// @ts-expect-error: a benchmark without types
import { append, rowsIn } from '../../../benchmarks/mutants/results.mjs';
// @ts-expect-error: a benchmark without types
import { sampled } from '../../../benchmarks/mutants/sample.mjs';
// @ts-expect-error: a benchmark without types
import { report } from '../../../benchmarks/mutants/score.mjs';
import { test } from '../../support/files/folder.ts';

const mutant = (order: number, operator = 'drop a filter') => ({
  order,
  operator,
  function: 'f',
  line: order,
});

test('a seed selects the same mutants, of each operator in turn', () => {
  const all = Array.from({ length: 40 }, (_, order) => mutant(order, order < 36 ? 'often' : 'seldom'));
  const chosen: { operator: string }[] = sampled(all, 6, 7);
  expect(chosen).toEqual(sampled(all, 6, 7));
  expect(chosen).not.toEqual(sampled(all, 6, 8));
  expect(chosen.filter(({ operator }) => operator === 'seldom')).toHaveLength(3);
});

test('rows in a file are read back, so a stopped benchmark resumes', ({ folder }) => {
  const file = join(folder.path, 'rows.jsonl');
  expect(rowsIn(file)).toEqual([]);
  const rows = [
    { mutant: mutant(1), problem: 'does not import' },
    { mutant: mutant(2), seen: true },
  ];
  for (const row of rows) append(file, row);
  expect(rowsIn(file)).toEqual(rows);
});

test('the report counts visible mutants, and the places that are not theirs', () => {
  const score = { seen: true, located: true, first: true, blamed: 1, wrong: [] };
  const rows = [
    { mutant: mutant(1), ...score },
    { mutant: mutant(2), ...score, first: false, blamed: 3, wrong: ['another place'] },
    { mutant: mutant(3), ...score, seen: false, located: false, first: false, blamed: 0 },
    { mutant: mutant(4), problem: 'does not import' },
  ];
  expect(report(rows, 'glance')).toContain('| 2 of 3 | 100.0 % | 50.0 % | 25.0 % |');
});
