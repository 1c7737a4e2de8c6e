import type { Cell, TraceEvent } from '../../../model.ts';

type Statement = Extract<TraceEvent, { readonly kind: 'statement' }>;

/** A criterion of a statement, `column operator value`, that a row which the statement gave does not meet. */
export interface Unmet {
  readonly construct: string;
  /** As the end of a sentence about the row. */
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
/** A value that a probe shows in part, or not at all. */
const IN_PART = /^hidden |… \d+ \d+$/;
type Operand = string | number;

/**
 * The first criterion that a row of a SELECT contradicts. Only criteria that every row must meet, and whose column is among
 * those shown, are known; a statement with several WHERE clauses tells nothing.
 */
export function unmetCriterion(statement: Statement, row: readonly Cell[]): Unmet | undefined {
  const { sql = '', columns = [], given = [] } = statement;
  const [before, where, ...more] = sql.split(' WHERE ');
  if (before === undefined || where === undefined || more.length > 0) return undefined;
  const values = Object.values(given[0] ?? {});
  // Parameters stand in the order of the text; of a list, there may be more marks than names.
  if (marksIn(sql) !== values.length) return undefined;
  let used = marksIn(before);
  for (const criterion of conjuncts(where)) {
    const found = contradiction(criterion, values[used], (table, column) => {
      const at = columns.findIndex((name) => name === column || name.endsWith(`${table}_${column}`));
      return at < 0 ? undefined : row[at];
    });
    if (found) return found;
    used += marksIn(criterion);
  }
  return undefined;
}

const marksIn = (sql: string): number => sql.split('?').length - 1;

function contradiction(
  criterion: string,
  given: Cell | undefined,
  cellOf: (table: string, column: string) => Cell | undefined,
): Unmet | undefined {
  const [, ownTable = '', ownColumn = '', is] = NULLNESS.exec(criterion) ?? [];
  const nullable = is === undefined ? undefined : cellOf(ownTable, ownColumn);
  if (nullable !== undefined && (nullable === null) !== (is === 'IS'))
    return {
      construct: is === 'IS' ? 'op.is' : 'op.is_not',
      evidence: `whose ${ownColumn} is ${nullable === null ? 'null' : 'not null'}`,
    };
  const [, table = '', column = '', sign = '', value = ''] = COMPARISON.exec(criterion) ?? [];
  const [construct, holds] = COMPARISONS[sign] ?? [];
  const cell = cellOf(table, column);
  const [left, right] = [operand(cell), operand(value === '?' ? given : Number(value))];
  if (!construct || !holds || cell === undefined || right === undefined) return undefined;
  if (cell !== null && (left === undefined || typeof left !== typeof right)) return undefined;
  // NULL meets no comparison.
  if (left !== undefined && holds(left, right)) return undefined;
  return { construct, evidence: `whose ${column} is ${JSON.stringify(cell)}, not ${sign} ${right}` };
}

const operand = (cell: Cell | undefined): Operand | undefined => {
  if (typeof cell === 'boolean') return Number(cell);
  if (cell === undefined || cell === null || (typeof cell === 'string' && IN_PART.test(cell)))
    return undefined;
  return cell;
};

/** What stands between the top-level ANDs of a WHERE clause, up to its end. */
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
