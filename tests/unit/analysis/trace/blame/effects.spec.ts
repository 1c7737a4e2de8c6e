import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { Divergence } from '../../../../../src/analysis/trace/align.ts';
import { changes, findsNoRowsOf } from '../../../../../src/analysis/trace/blame/effects.ts';
import type { StepStreams } from '../../../../../src/analysis/trace/blame/located.ts';
import { tablesOf } from '../../../../../src/analysis/trace/pairs.ts';
import { ON_BASELINE, ON_TARGET } from '../../../../support/runs/events.ts';

const STEP: StepStreams = { step: 's', baseline: [], target: [] };

const divergence = (kind: Divergence['kind'], sql: string): Divergence => ({
  ...{ kind, evidence: 'e', ours: true, sameQuestion: kind !== 'asked' },
  baseline: ON_BASELINE.statement('f', { sql, rows: 1 }),
  target: ON_TARGET.statement('f', { sql, rows: 0 }),
});

const table = fc.stringMatching(/^[a-z]{1,4}(?:_[a-z]{1,4}){0,2}$/);
const quoted = fc.boolean().map((isQuoted) => (name: string) => (isQuoted ? `"${name}"` : name));

/** A read of some tables, and these tables. */
const reading = fc
  .tuple(fc.uniqueArray(table, { minLength: 1, maxLength: 4 }), quoted, fc.boolean())
  .map(([tables, quote, isJoined]) => {
    const [first, ...rest] = tables.map(quote);
    const more = rest.map((name, at) =>
      isJoined ? ` LEFT OUTER JOIN ${name} AS t_${at} ON 1` : `, ${name}`,
    );
    return { tables, sql: `SELECT ${quote('x_id')} FROM ${first}${more.join('')} WHERE 1` };
  });

test('a write is seen by reads of its table, not of one with a longer name', () => {
  fc.assert(
    fc.property(reading, table, fc.boolean(), ({ tables, sql }, written, isOfThem) => {
      const name = isOfThem ? (tables[0] as string) : written;
      const write = divergence('asked', `UPDATE ${name} SET a=?`);
      expect(tablesOf(sql)).toEqual(tables);
      expect(changes(write, divergence('rows', sql), STEP)).toBe(tables.includes(name));
      expect(findsNoRowsOf(divergence('rows', sql), write)).toBe(tables.includes(name));
    }),
  );
});

test('a statement without a table explains no read', () => {
  const lost = divergence('rows', 'SELECT 1');
  expect(findsNoRowsOf(divergence('rows', 'SELECT a.id FROM a'), lost)).toBe(false);
});
