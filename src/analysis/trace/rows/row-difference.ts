import { byText, type Cell } from '../../../model.ts';
import { isWrite, type Statement, tableOf } from '../pairs.ts';
import { IDENTIFYING, sameCell, shownCell } from './cells.ts';
import type { Counterparts } from './counterparts.ts';
import { unmetCriterion } from './criteria.ts';

type Row = readonly Cell[];

/** How the rows of one statement differ between the sides. */
export interface RowDifference {
  readonly kind: 'rows' | 'order' | 'value';
  readonly evidence: string;
  /** The construct that failed to filter a row out. */
  readonly construct?: string;
  /** Whether it concerns data of this scenario. False for rows of other scenarios. */
  readonly ours: boolean;
  /**
   * Whether both sides have the row, and the target has other values in it, not NULL. `perhaps` if it may be another row: one
   * of a page, which only a number identifies.
   */
  readonly isMisread?: boolean | 'perhaps';
}

const MOST_ROWS = 3;
const PAGING = ['order_by', 'limit'];
const NAMING = /^(?:name|namespace|value|key|hostname|host)$/;

/** Compares the rows of both sides, where both were recorded; undefined if they correspond. */
export function rowDifference(
  baseline: Statement,
  target: Statement,
  using: Counterparts,
): RowDifference | undefined {
  const isUnknown = isWrite(baseline) && (baseline.rows === undefined || target.rows === undefined);
  if (isUnknown) return undefined;
  const number = (event: Statement) => event.rows ?? 'no';
  const columns = plainNames(baseline);
  const otherRows = (how: string, without: readonly Row[], with_: readonly Row[]): RowDifference => {
    const list = (word: string, rows: readonly Row[]) =>
      rows.length > 0 ? `, ${word} ${shownRows(rows, columns)}` : '';
    const [unmet] = with_.flatMap((row) => unmetCriterion(target, row) ?? []);
    return {
      kind: 'rows',
      evidence: `${how}${list('without', without)}${list('with', with_)}${unmet ? `, ${unmet.evidence}` : ''}`,
      construct: unmet?.construct,
      ours: [...without, ...with_].some((row) => isOurs(row, columns, using)),
    };
  };
  const [left, right] = [baseline.values, target.values];
  if (left === undefined || right === undefined) return keyDifference(baseline, target, using);
  const same = (a: Row, b: Row) => columnsApart(columns, a, b, using).length === 0;
  if (baseline.rows !== target.rows) {
    const without = left.filter((row) => !right.some((other) => same(row, other)));
    const with_ = right.filter((row) => !left.some((other) => same(other, row)));
    return otherRows(`${number(target)} rows instead of ${number(baseline)}`, without, with_);
  }
  const wrong = left.findIndex((row, index) => !same(row, right[index] ?? []));
  if (wrong < 0) return undefined;
  const rest = [...right];
  const lost = left.filter((row) => {
    const at = rest.findIndex((other) => same(row, other));
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  if (lost.length === 0) {
    const ordered = baseline.constructs.includes('order_by') && !areByCreation(columns, left, right);
    return ordered
      ? { kind: 'order', evidence: `the same ${right.length} rows in a different order`, ours: true }
      : undefined;
  }
  const row = lost[0] as Row;
  const other = nearest(columns, row, rest, using);
  const columnsOff = columnsApart(columns, row, other, using);
  const othersInstead = () => otherRows(`different rows than the ${number(baseline)} expected`, lost, rest);
  if (columnsOff.some((at) => IDENTIFYING.test(columns[at] ?? ''))) return othersInstead();
  const isOfPage = PAGING.every((construct) => baseline.constructs.includes(construct));
  if (isOfPage && isNumbered(row, columns) && columnsOff.some((at) => NAMING.test(columns[at] ?? '')))
    return { ...othersInstead(), isMisread: 'perhaps' };
  return {
    kind: 'value',
    evidence: columnsOff
      .slice(0, MOST_ROWS)
      .map((at) => `column ${columns[at]} is ${shownCell(other[at])} instead of ${shownCell(row[at])}`)
      .join(', '),
    ...(columnsOff.some((at) => isCount(columns[at]) && (other[at] ?? null) === null) && {
      construct: 'select',
    }),
    isMisread: columnsOff.every((at) => isMisread(at, columns, row, other, using)),
    ours: [row, other].some((each) => isOurs(each, columns, using) && !isOlder(each, columns, using)),
  };
}

/**
 * Whether both sides have the rows in the order of their own times of creation, then of their ids. One request can create
 * several resources in any order, and ids are random.
 */
function areByCreation(columns: readonly string[], ...sides: readonly (readonly Row[])[]): boolean {
  const created = columns.findIndex((name) => /(?:^|_)created_at$/.test(name));
  const found = columns.flatMap((name, at) => (IDENTIFYING.test(name) ? [at] : []));
  const ids = found.length > 0 ? found : [-1];
  const isSorted = (sign: number, id: number, idSign: number) =>
    sides.every((rows) =>
      rows.every((row, n) => {
        const before = rows[n - 1] ?? [];
        const order = sign * compare(row[created], before[created]) || idSign * compare(row[id], before[id]);
        return n === 0 || order > 0;
      }),
    );
  return (
    created >= 0 && ids.some((id) => SIGNS.some((one) => SIGNS.some((other) => isSorted(one, id, other))))
  );
}

const SIGNS = [1, -1];

const compare = (one: Cell | undefined, other: Cell | undefined): number =>
  typeof one === 'number' && typeof other === 'number' ? one - other : byText(String(one), String(other));

/** Whether a column is a number of rows, which is never NULL. */
const isCount = (name = ''): boolean => /^count(?:_\d+)?$/.test(name);

/** The part of a name that the columns of one alias of a joined table share; empty for the selected table. */
const aliasOf = (name: string): string => /^.*_\d+_/.exec(name)?.[0] ?? '';

/** Whether a column is read wrongly in a row that both sides found: an outer join without a row has only NULLs. */
function isMisread(
  at: number,
  columns: readonly string[],
  row: Row,
  other: Row,
  using: Counterparts,
): boolean {
  const isThere = (index: number) => (row[index] ?? null) !== null && (other[index] ?? null) !== null;
  const alias = aliasOf(columns[at] ?? '');
  const key = columns.findIndex(
    (name) => name.startsWith(alias) && IDENTIFYING.test(name.slice(alias.length)),
  );
  const isRowSame = isThere(key) && !columnsApart(columns, row, other, using).includes(key);
  // A NULL may never have been stored.
  if ((other[at] ?? null) === null) return false;
  return isRowSame || (isThere(at) && columns.some((name) => IDENTIFYING.test(name)));
}

/** Whether a row existed before the scenario, as that of a host. Other scenarios can change it at any time. */
function isOlder(row: Row, columns: readonly string[], using: Counterparts): boolean {
  const created = row[columns.indexOf('created_at')];
  return typeof created === 'string' && using.isBefore(created);
}

/** Column names without the prefix of a label: the selected table, and subqueries. */
function plainNames({ columns = [], sql }: Statement): readonly string[] {
  const label = new RegExp(`^(?:anon_(?:\\d+_)?)*(?:${tableOf(sql)}_)?`);
  return columns.map((name) => name.replace(label, ''));
}

/** Indexes of the columns that differ. New id pairs are kept only if no column differs. */
const columnsApart = (columns: readonly string[], a: Row, b: Row, using: Counterparts): number[] =>
  using.attempt(
    () => columns.flatMap((name, at) => (sameCell(name, a[at] ?? null, b[at] ?? null, using) ? [] : [at])),
    (apart) => apart.length === 0,
  );

/** The row with the most columns in common. */
const nearest = (columns: readonly string[], row: Row, rows: readonly Row[], using: Counterparts): Row =>
  [...rows].sort(
    (a, b) => columnsApart(columns, row, a, using).length - columnsApart(columns, row, b, using).length,
  )[0] ?? [];

/** Columns with the project of a row. */
const OWNER = /^(?:project_id|owner)$/;

/** Whether a statement's rows have ids, which show whose they are. */
export const hasIds = (statement: Statement): boolean =>
  plainNames(statement).some((name) => IDENTIFYING.test(name));

/** Whether no text identifies a row. */
const isNumbered = (row: Row, columns: readonly string[]): boolean =>
  !row.some((cell, at) => typeof cell === 'string' && IDENTIFYING.test(columns[at] ?? ''));

/**
 * Whether the scenario knows something in a row: if a project owns it, the project or the row's id. A row that nothing but
 * a number identifies is the scenario's if it was created since the scenario began.
 */
function isOurs(row: Row, columns: readonly string[], using: Counterparts): boolean {
  const owner = columns.findIndex((name) => OWNER.test(name));
  const isOwned = typeof row[owner] === 'string';
  const isId = (at: number) => IDENTIFYING.test(columns[at] ?? '');
  const isKnown = row.some(
    (cell, at) => typeof cell === 'string' && (!isOwned || at === owner || isId(at)) && using.isShown(cell),
  );
  const isNew =
    !isOwned && isNumbered(row, columns) && columns.includes('created_at') && !isOlder(row, columns, using);
  return isKnown || isNew;
}

/** Shows each row by its name or similar column, else by its id. */
function shownRows(rows: readonly Row[], columns: readonly string[]): string {
  const one = (row: Row): string => {
    const naming = columns.findIndex((name) => NAMING.test(name));
    const id = columns.findIndex((name) => IDENTIFYING.test(name));
    return shownCell(row[naming >= 0 ? naming : Math.max(id, 0)]);
  };
  const more = rows.length > MOST_ROWS ? ' …' : '';
  return rows.slice(0, MOST_ROWS).map(one).join(', ') + more;
}

/** Compares by the rows' keys alone, if the values are hidden. */
function keyDifference(
  baseline: Statement,
  target: Statement,
  using: Counterparts,
): RowDifference | undefined {
  const expected = (baseline.keys ?? []).map((key) => using.target(String(key)) ?? String(key));
  const actual = (target.keys ?? []).map(String);
  if (baseline.rows !== target.rows) {
    const rest = (keys: readonly string[], without: readonly string[]) =>
      [...new Set(keys)].filter((key) => !without.includes(key));
    const list = (word: string, keys: readonly string[]): string =>
      keys.length > 0
        ? `, ${word} ${keys.slice(0, MOST_ROWS).join(', ')}${keys.length > MOST_ROWS ? ' …' : ''}`
        : '';
    const [without, with_] = [rest(expected, actual), rest(actual, expected)];
    const evidence = `${target.rows ?? 'no'} rows instead of ${baseline.rows ?? 'no'}${list('without', without)}${list('with', with_)}`;
    return { kind: 'rows', evidence, ours: true };
  }
  if (expected.every((key, index) => key === actual[index])) return undefined;
  const permuted =
    expected.length === actual.length &&
    [...expected].sort().every((item, index) => item === [...actual].sort()[index]);
  return permuted
    ? { kind: 'order', evidence: `the same ${actual.length} rows in a different order`, ours: true }
    : undefined;
}
