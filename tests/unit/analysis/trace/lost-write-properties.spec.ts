import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { Statement } from '../../../../src/analysis/trace/pairs.ts';
import { Counterparts } from '../../../../src/analysis/trace/rows/counterparts.ts';
import { lostWrite } from '../../../../src/analysis/trace/rows/lost-write.ts';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import { ON_BASELINE, ON_TARGET } from '../../../support/runs/events.ts';

type Row = readonly [id: string, name: string, status: string];
type Write =
  | { readonly verb: 'INSERT' | 'UPDATE'; readonly row: Row }
  | { readonly verb: 'DELETE'; readonly id: string };

const COLUMNS = ['things_id', 'things_name', 'things_status'];
const ids = fc.constantFrom('t-1', 't-2', 't-3', 't-4');
const texts = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 5 });
const rows = fc.tuple(ids, texts, texts);
const writes = fc.array(
  fc.oneof(
    fc.record({ verb: fc.constantFrom('INSERT', 'UPDATE'), row: rows }),
    fc.record({ verb: fc.constant('DELETE'), id: ids }),
  ) as fc.Arbitrary<Write>,
  { minLength: 1, maxLength: 8 },
);

const idOf = (write: Write): string => (write.verb === 'DELETE' ? write.id : write.row[0]);

/** Whether a database accepts the write and it changes a row. */
const isPossible = (table: readonly Row[], write: Write): boolean =>
  table.some(([id]) => id === idOf(write)) !== (write.verb === 'INSERT');

function after(table: readonly Row[], write: Write): readonly Row[] {
  const others = table.filter(([id]) => id !== idOf(write));
  return write.verb === 'DELETE' ? others : [...others, write.row];
}

const read = (probe: typeof ON_BASELINE, table: readonly Row[]): Statement =>
  probe.statement('thing_get_all', {
    sql: 'SELECT things.id FROM things',
    columns: COLUMNS,
    values: table,
    rows: table.length,
  });

function statementOf(probe: typeof ON_BASELINE, write: Write, at: number): Statement {
  const name = `write_${at}`;
  if (write.verb === 'DELETE')
    return probe.statement(name, {
      sql: 'DELETE FROM things WHERE things.id = ?',
      given: [{ id_1: write.id }],
    });
  const [id, label, status] = write.row;
  return write.verb === 'INSERT'
    ? probe.statement(name, {
        sql: 'INSERT INTO things (id, name, status) VALUES (?, ?, ?)',
        given: [{ id, name: label, status }],
      })
    : probe.statement(name, {
        sql: 'UPDATE things SET name=?, status=? WHERE things.id = ?',
        given: [{ name: label, status, things_id: id }],
      });
}

/** A run of writes, each followed by a read of the whole table. The target loses the last write, if `isLost`. */
function history(all: readonly Write[], isLost: boolean) {
  let table: readonly Row[] = [['t-0', 'always', 'here']];
  const before = { baseline: [read(ON_BASELINE, table)], target: [read(ON_TARGET, table)] };
  const possible: Write[] = [];
  for (const write of all) {
    if (!isPossible(table, write)) continue;
    possible.push(write);
    for (const [probe, events] of [
      [ON_BASELINE, before.baseline],
      [ON_TARGET, before.target],
    ] as const)
      events.push(statementOf(probe, write, possible.length), read(probe, after(table, write)));
    table = after(table, write);
  }
  const last = possible.at(-1);
  // The reads after the last write are the ones that differ.
  const shown = { baseline: before.baseline.pop() as Statement, target: before.target.pop() as Statement };
  const old = before.target.findLast(({ sql }) => sql?.startsWith('SELECT'));
  const target = isLost && last ? read(ON_TARGET, (old?.values ?? []) as unknown as Row[]) : shown.target;
  return { before, last, number: possible.length, read: { ...shown, target }, table };
}

const using = () => new Counterparts(new Correspondence(), { baseline: [], target: [] });

test('a read as if the last write had not happened is a lost write, whatever was written', () => {
  fc.assert(
    fc.property(writes, (all) => {
      const { before, last, number, read: shown } = history(all, true);
      fc.pre(
        last !== undefined && JSON.stringify(shown.baseline.values) !== JSON.stringify(shown.target.values),
      );
      const found = lostWrite(shown, before, using());
      expect(found?.baseline.db_api).toBe(`write_${number}`);
      expect(found?.construct).toBe(last?.verb.toLowerCase());
    }),
  );
});

test('no write is lost if the target shows a text that was never stored', () => {
  fc.assert(
    fc.property(writes, fc.nat(), (all, at) => {
      const { before, read: shown, table } = history(all, false);
      const changed = table.map(
        (row, index): Row => (index === at % table.length ? [row[0], '∅', '∅'] : row),
      );
      expect(lostWrite({ ...shown, target: read(ON_TARGET, changed) }, before, using())).toBeUndefined();
    }),
  );
});

test('no write is lost if the target has shown its effect', () => {
  fc.assert(
    fc.property(writes, fc.nat(), (all, at) => {
      const { before, read: shown, table } = history(all, false);
      before.baseline.push(shown.baseline);
      before.target.push(shown.target);
      const fewer = table.filter((_, index) => index !== at % table.length);
      const found = lostWrite({ ...shown, target: read(ON_TARGET, fewer) }, before, using());
      expect(found).toBeUndefined();
    }),
  );
});
