import type { Cell } from '../../../model.ts';
import type { Statement } from '../pairs.ts';

/** A criterion of a statement, `column operator value`, violated by a row that the statement returned. */
export interface Unmet {
  readonly construct: string;
  /** The end of a sentence about the row. */
  readonly evidence: string;
}

const COMPARISONS: Readonly<Record<string, readonly [string, (left: Operand, right: Operand) => boolean]>> = {
  '=': ['op.eq', (left, right) => left === right],
  '!=': ['op.ne', (left, right) => left !== right],
  '<': ['op.lt', (left, right) => left < right],
  '<=': ['op.le', (left, right) => left <= right],
  '>': ['op.gt', (left, right) => left > right],
  '>=': ['op.ge', (left, right) => left >= right],
};
const COMPARISON = /^(\w+)\.(\w+) (=|!=|<=?|>=?) (\?|-?\d+)$/;
const NULLNESS = /^(\w+)\.(\w+) (IS|IS NOT) NULL$/;
/** A value that the probe hid or cut. */
const IN_PART = /^hidden |… \d+ \d+$/;
type Operand = string | number;

/**
 * The first criterion that a row of a SELECT violates. Checks only criteria that every row must meet and whose column
 * is selected. Skips statements with several WHERE clauses.
 */
export function unmetCriterion(statement: Statement, row: readonly Cell[]): Unmet | undefined {
  const { sql = '', columns = [], given = [] } = statement;
  const [, where, ...more] = sql.split(' WHERE ');
  if (where === undefined || more.length > 0) return undefined;
  const cellOf = (table: string, column: string): Cell | undefined => {
    const at = columns.findIndex((name) => name === column || name.endsWith(`${table}_${column}`));
    return at < 0 ? undefined : row[at];
  };
  // A parameter is named after the column it is compared with; the text lists parameters in another order.
  const givenFor = (column: string): readonly Cell[] =>
    Object.entries(given[0] ?? {}).flatMap(([name, value]) =>
      name.replace(/_\d+$/, '') === column ? [value] : [],
    );
  for (const criterion of conjuncts(where)) {
    const found = unmetNull(criterion, cellOf) ?? unmetComparison(criterion, cellOf, givenFor);
    if (found) return found;
  }
  return undefined;
}

type CellOf = (table: string, column: string) => Cell | undefined;

function unmetNull(criterion: string, cellOf: CellOf): Unmet | undefined {
  const [, table = '', column = '', is] = NULLNESS.exec(criterion) ?? [];
  const cell = cellOf(table, column);
  if (is === undefined || cell === undefined || (cell === null) === (is === 'IS')) return undefined;
  return {
    construct: is === 'IS' ? 'op.is' : 'op.is_not',
    evidence: `whose ${column} is ${cell === null ? 'null' : 'not null'}`,
  };
}

function unmetComparison(
  criterion: string,
  cellOf: CellOf,
  givenFor: (column: string) => readonly Cell[],
): Unmet | undefined {
  const [, table = '', column = '', sign = '', value = ''] = COMPARISON.exec(criterion) ?? [];
  const [construct, holds] = COMPARISONS[sign] ?? [];
  const cell = cellOf(table, column);
  if (!construct || !holds || cell === undefined) return undefined;
  const left = operand(cell);
  const rights = value === '?' ? givenFor(column).map(operand) : [Number(value)];
  // With several parameters for a column, which one applies is unknown: all of them must be violated.
  const isUnmet = (right: Operand | undefined): boolean => {
    if (right === undefined) return false;
    // NULL satisfies no comparison.
    if (cell === null) return true;
    return left !== undefined && typeof left === typeof right && !holds(left, right);
  };
  const [first] = rights;
  if (first === undefined || !rights.every(isUnmet)) return undefined;
  return {
    construct,
    evidence: `whose ${column} is ${JSON.stringify(cell)}, not ${sign} ${rights.join(' or ')}`,
  };
}

const operand = (cell: Cell | undefined): Operand | undefined => {
  if (typeof cell === 'boolean') return Number(cell);
  if (typeof cell === 'number') return cell;
  return typeof cell === 'string' && !IN_PART.test(cell) ? cell : undefined;
};

/** The conditions that top-level ANDs join in a WHERE clause. */
function conjuncts(where: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of where.matchAll(
    /[()]| AND |\s+(?:ORDER BY|GROUP BY|LIMIT|FOR UPDATE)\b/g,
  )) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (depth > 0) continue;
    if (depth < 0 || (depth === 0 && !/[()]/.test(token))) {
      found.push(where.slice(start, index));
      start = index + token.length;
      if (token !== ' AND ') return found;
    }
  }
  return [...found, where.slice(start)];
}
