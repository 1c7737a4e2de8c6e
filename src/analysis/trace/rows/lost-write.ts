import type { Cell, PerSide } from '../../../model.ts';
import { isStored, isWrite, type Statement, selectedColumn, tableOf, verbOf } from '../pairs.ts';
import { sameCell, shownCell } from './cells.ts';
import type { Counterparts } from './counterparts.ts';

type Values = Readonly<Record<string, Cell>>;

/** A write that both sides sent, and whose effect a later read of the target does not show. */
export interface LostWrite extends PerSide<Statement> {
  readonly evidence: string;
  readonly construct: string;
}

/** One execution of a write: the values that it stores, and those that select its rows. */
interface Write {
  readonly table: string;
  readonly verb: string;
  readonly stored: Values;
  readonly selected: Values;
}

/** What else is known of the target. */
interface Known {
  /** Its statements after the read. What they show without another write was not lost. */
  readonly after?: readonly Statement[];
  /** It has other rows. Then less evidence is enough. */
  readonly isStoredOtherwise?: boolean;
}

/**
 * The latest write that explains a wrong read: the target answers as if the write had not happened, and has never shown
 * its effect. Undefined if no write does; then the read itself is wrong.
 * @param before each side's statements before the read, in their order
 */
export function lostWrite(
  read: PerSide<Statement>,
  before: PerSide<readonly Statement[]>,
  using: Counterparts,
  { after = [], isStoredOtherwise = false }: Known = {},
): LostWrite | undefined {
  for (const baseline of before.baseline.filter(isWrite).toReversed()) {
    const at = before.target.findLastIndex((each) => isSameWrite(baseline, each, using));
    const target = before.target[at];
    if (!target) continue;
    const [earlier, later] = [before.target.slice(0, at), before.target.slice(at + 1)];
    const next = after.findIndex((each) => isWrite(each) && tableOf(each.sql) === tableOf(target.sql));
    const since = [...later, ...(next < 0 ? after : after.slice(0, next))];
    for (const [index, given] of (baseline.given ?? []).entries()) {
      const sides = {
        baseline: writeOf(baseline, given),
        target: writeOf(target, target.given?.[index] ?? {}),
      };
      const evidence = isStoredOtherwise
        ? otherRowOf(sides, read, since)
        : lossOf(sides, read, earlier, since);
      if (evidence) return { baseline, target, evidence, construct: sides.baseline.verb.toLowerCase() };
    }
  }
  return undefined;
}

function isSameWrite(baseline: Statement, target: Statement, using: Counterparts): boolean {
  if (verbOf(baseline.sql) !== verbOf(target.sql) || tableOf(baseline.sql) !== tableOf(target.sql))
    return false;
  const [left, right] = [baseline.given ?? [], target.given ?? []];
  const same = (one: Values, other: Values = {}) =>
    Object.entries(one).every(
      ([name, cell]) => name in other && sameCell(name, cell, other[name] ?? null, using),
    );
  return (
    left.length === right.length &&
    using.attempt(() => left.every((one, at) => same(one, right[at])), Boolean)
  );
}

function writeOf({ sql }: Statement, given: Values): Write {
  const [table, verb] = [tableOf(sql), verbOf(sql)];
  const entries = Object.entries(given);
  return {
    ...{ table, verb },
    stored: Object.fromEntries(entries.filter(([name]) => isStored(name, verb, table))),
    selected: Object.fromEntries(
      entries.flatMap(([name, cell]) =>
        isStored(name, verb, table) ? [] : [[selectedColumn(name, table), cell] as const],
      ),
    ),
  };
}

/** Evidence that only one side's read returns the row of the write. */
function otherRowOf(
  { baseline, target }: PerSide<Write>,
  read: PerSide<Statement>,
  since: readonly Statement[],
): string | undefined {
  const [expected, actual] = [rowsOf(read.baseline, baseline.table), rowsOf(read.target, target.table)];
  const isIn = (rows: readonly Values[], write: Write) =>
    rows.some((row) => (write.verb === 'DELETE' ? isSelected(row, write) : isInserted(row, write, 1)));
  const [here, there] = [isIn(expected, baseline), isIn(actual, target)];
  const shown = since.flatMap((each) => rowsOf(each, target.table));
  if (here && !there && isIn(shown, target)) return undefined;
  const did = baseline.verb === 'DELETE' ? 'deleted from' : 'inserted into';
  if (baseline.verb === 'UPDATE' || here === there) return undefined;
  return there
    ? `a later query returns the row that it ${did} ${target.table}, other than on the baseline`
    : `a later query does not return the row that it ${did} ${target.table}`;
}

/** Evidence that the target's read shows the state before the write; undefined if it may not. */
function lossOf(
  { baseline, target }: PerSide<Write>,
  read: PerSide<Statement>,
  earlier: readonly Statement[],
  later: readonly Statement[],
): string | undefined {
  const [expected, actual] = [rowsOf(read.baseline, baseline.table), rowsOf(read.target, target.table)];
  const since = later.flatMap((each) => rowsOf(each, target.table));
  switch (baseline.verb) {
    case 'INSERT': {
      const isLost =
        expected.some((row) => isInserted(row, baseline)) &&
        // If as many rows came back, some were read wrongly. A read without any row is more likely to be wrong itself.
        actual.length > 0 &&
        actual.length < expected.length &&
        ![...actual, ...since].some((row) => isInserted(row, target));
      return isLost
        ? `a later query does not return the row that it inserted into ${target.table}`
        : undefined;
    }
    case 'DELETE': {
      const isLost =
        actual.some((row) => isSelected(row, target)) && !expected.some((row) => isSelected(row, baseline));
      return isLost ? `a later query returns the row that it deleted from ${target.table}` : undefined;
    }
    case 'UPDATE': {
      const before = earlier.flatMap((each) => rowsOf(each, target.table)).filter((row) => isOf(row, target));
      // A query may read only some columns of the row.
      const old = (column: string) => before.findLast((each) => column in each)?.[column];
      const row = actual.find((each) => isOf(each, target));
      const again = later
        .filter((each) => isWrite(each) && tableOf(each.sql) === target.table)
        .flatMap((each) => (each.given ?? []).map((given) => writeOf(each, given)));
      const right = expected.find((each) => isOf(each, baseline));
      if (!row) return undefined;
      const name = Object.keys(target.stored).find(
        (column) =>
          column in row &&
          !again.some((each) => column in each.stored && isOf(row, each)) &&
          isSame(row[column], old(column)) &&
          !isSame(row[column], target.stored[column]) &&
          (!right || isSame(right[column], baseline.stored[column])) &&
          !since.some((each) => isOf(each, target) && isSame(each[column], target.stored[column])),
      );
      return name === undefined
        ? undefined
        : `it set ${name} to ${shownCell(target.stored[name])}, but a later query returns ${shownCell(row[name])}`;
    }
    default:
      return undefined;
  }
}

/** A statement's rows, each with the columns of one table alone. */
function rowsOf({ columns = [], values = [], sql }: Statement, table: string): readonly Values[] {
  const label = new RegExp(`(?:^|_)${table}_(?:\\d+_)?`);
  const names = columns.map((column) => {
    const [found] = label.exec(column) ?? [];
    if (found !== undefined) return column.slice(column.indexOf(found) + found.length);
    return tableOf(sql) === table ? column : '';
  });
  return values.map((row) =>
    Object.fromEntries(names.flatMap((name, at) => (name === '' ? [] : [[name, row[at] ?? null] as const]))),
  );
}

const LEAST_TEXTS = 2;

/** Whether a row is the one that was inserted: all shared columns are equal, and several are texts, not times. */
function isInserted(row: Values, { stored }: Write, least = LEAST_TEXTS): boolean {
  const shared = Object.keys(stored).filter((name) => name in row);
  const texts = shared.filter((name) => typeof stored[name] === 'string' && !TIME.test(stored[name]));
  return texts.length >= least && shared.every((name) => isSame(row[name], stored[name]));
}

const isSelected = (row: Values, { selected }: Write): boolean =>
  Object.keys(selected).length > 0 &&
  Object.entries(selected).every(([name, cell]) => name in row && isSame(row[name], cell));

/** Whether an update selected the row by an id. */
const isOf = (row: Values, { selected }: Write): boolean => {
  const ids = Object.entries(selected).filter(([name]) => /(?:^|_)(?:uu)?id$/.test(name));
  return ids.length > 0 && ids.every(([name, cell]) => name in row && isSame(row[name], cell));
};

const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/;

/** Whether two cells of one side are equal. Times may be stored without fractions, and booleans as numbers. */
function isSame(one: Cell | undefined, other: Cell | undefined): boolean {
  if (one === other) return true;
  if (typeof one === 'string' && typeof other === 'string')
    return TIME.test(one) && TIME.test(other) && one.slice(0, 19) === other.slice(0, 19);
  return one !== null && other !== null && typeof one !== 'string' && Number(one) === Number(other);
}
