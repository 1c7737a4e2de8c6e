import { expect, test } from 'playwright/test';
import { unmetCriterion } from '../../../../../src/analysis/trace/rows/criteria.ts';
import type { Cell } from '../../../../../src/model.ts';
import { ON_TARGET } from '../../../../support/runs/events.ts';

const COLUMNS = ['images_id', 'images_deleted', 'images_size', 'images_owner'];
const SELECT = 'SELECT … FROM images WHERE';
const unmet = (where: string, row: readonly Cell[], given: Readonly<Record<string, Cell>> = {}) =>
  unmetCriterion(
    ON_TARGET.statement('f', { sql: `${SELECT} ${where}`, columns: COLUMNS, given: [given] }),
    row,
  );

/** [WHERE, parameters, a row that satisfies it, a row that violates it, the construct to blame] */
const CRITERIA: readonly (readonly [
  string,
  Readonly<Record<string, Cell>>,
  readonly Cell[],
  readonly Cell[],
  string,
])[] = [
  ['images.deleted = 0', {}, ['a', false, 1, 'o'], ['a', true, 1, 'o'], 'op.eq'],
  [
    'images.id = ? AND images.size > ?',
    { id_1: 'a', size_1: 5 },
    ['a', 0, 6, 'o'],
    ['a', 0, 5, 'o'],
    'op.gt',
  ],
  ['images.size <= ?', { size_1: 5 }, ['a', 0, 5, 'o'], ['a', 0, 6, 'o'], 'op.le'],
  ['images.size <= ?', { size_1: 5 }, ['a', 0, 5, 'o'], ['a', 0, null, 'o'], 'op.le'],
  ['images.owner IS NOT NULL ORDER BY images.id', {}, ['a', 0, 1, 'o'], ['a', 0, 1, null], 'op.is_not'],
  ['images.owner IS NULL', {}, ['a', 0, 1, null], ['a', 0, 1, 'o'], 'op.is'],
  [
    '(images.id = ? OR images.owner = ?) AND images.id != ?',
    { owner_1: 'o', id_1: 'b', id_2: 'b' },
    ['a', 0, 1, 'o'],
    ['b', 0, 1, 'o'],
    'op.ne',
  ],
];
for (const [where, given, met, not, construct] of CRITERIA) {
  test(`${where}: the row ${JSON.stringify(not)} violates ${construct}`, () => {
    expect(unmet(where, met, given)).toBeUndefined();
    expect(unmet(where, not, given)?.construct).toBe(construct);
  });
}

test('a criterion is blamed only if the row clearly violates it', () => {
  const other = ['a', 1, 1, 'o'];
  expect(unmet('images.deleted = 0 OR images.id = ?', other, { id_1: 'b' })).toBeUndefined();
  expect(unmet('images.id IN (SELECT a FROM b WHERE b.c = 0) AND images.deleted = 0', other)).toBeUndefined();
  expect(unmet('image_members.deleted = 0', other)).toBeUndefined();
  expect(unmet('images.owner = ?', ['a', 0, 1, 'hidden 12'], { owner_1: 'hidden 13' })).toBeUndefined();
  // It is unknown which of the two parameters applies.
  const two = { owner_1: 'x', owner_2: 'o' };
  expect(unmet('(images.id = ? OR images.owner = ?) AND images.owner = ?', other, two)).toBeUndefined();
});

test('a parameter is found by its name in any position', () => {
  const given = { status_1: 'deactivated', owner_1: 'o' };
  expect(unmet('images.owner = ? AND images.status != ?', ['a', 0, 1, 'o'], given)).toBeUndefined();
  expect(unmet('images.owner = ?', ['a', 0, 1, 'p'], given)?.evidence).toBe('whose owner is "p", not = o');
});

test('a WHERE clause in a subquery ends with the subquery', () => {
  const sql =
    'SELECT anon_1.images_id FROM (SELECT … FROM images WHERE images.deleted = 0 LIMIT ?) AS anon_1 LEFT OUTER JOIN t';
  const columns = ['anon_1_images_id', 'anon_1_images_deleted'];
  const statement = ON_TARGET.statement('f', { sql, columns, given: [{ param_1: 2 }] });
  expect(unmetCriterion(statement, ['a', 0])).toBeUndefined();
  expect(unmetCriterion(statement, ['a', 1])).toEqual({
    construct: 'op.eq',
    evidence: 'whose deleted is 1, not = 0',
  });
});
