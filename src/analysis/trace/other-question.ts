import type { Cell } from '../../model.ts';
import { type Statement, verbOf } from './pairs.ts';
import { IDENTIFYING, ROW_NUMBER, sameCell, shownCell } from './rows/cells.ts';
import type { Counterparts } from './rows/counterparts.ts';

type Given = Readonly<Record<string, Cell>>;

/** How the target's statement differs from the baseline's; undefined if both ask the same. */
export function otherQuestion(
  baseline: Statement,
  target: Statement,
  using: Counterparts,
): string | undefined {
  const isInsert = verbOf(baseline.sql) === 'INSERT';
  // The columns of an INSERT are compared with their values: on ROME, it also has the row's number.
  if (
    !isInsert &&
    baseline.asked !== undefined &&
    target.asked !== undefined &&
    baseline.asked !== target.asked
  ) {
    const lacking = baseline.constructs.filter((each) => !target.constructs.includes(each));
    const more = target.constructs.filter((each) => !baseline.constructs.includes(each));
    if (lacking.length > 0) return `queries without ${lacking.join(', ')}`;
    return more.length > 0 ? `queries with ${more.join(', ')}` : 'runs a different query';
  }
  for (const [index, given] of (baseline.given ?? []).entries()) {
    const left = withLists(given);
    const right = target.given?.[index] && withLists(target.given[index]);
    if (!right)
      return target.given
        ? `written ${target.given.length} times instead of ${baseline.given?.length}`
        : undefined;
    for (const [name, cell] of Object.entries(left)) {
      const column = columnOf(name, baseline.sql);
      if (isInsert && !(name in right) && cell !== null && !ROW_NUMBER.test(name))
        return `is not given ${name}`;
      if (!(name in right) || sameCell(column, cell, right[name] ?? null, using)) continue;
      if (!isInsert || !IDENTIFYING.test(name) || !using.created(cell, right[name] ?? null))
        return `is given ${shownCell(right[name])} for ${name} instead of ${shownCell(cell)}`;
    }
  }
  return undefined;
}

/** Parameters with those of one IN as a list: `uuid_1_1` and `uuid_1_2` as `uuid_1`. */
function withLists(given: Given): Given {
  const lists: Record<string, Cell[]> = {};
  const others: Record<string, Cell> = {};
  for (const [name, cell] of Object.entries(given)) {
    const list = /^(\w+_\d+)_\d+$/.exec(name)?.[1];
    if (list === undefined) others[name] = cell;
    else lists[list] = [...(lists[list] ?? []), cell];
  }
  return { ...others, ...lists };
}

/** The column of a parameter. A criterion with the value on the left has a parameter without the column's name. */
const columnOf = (parameter: string, sql = ''): string =>
  (/^param_\d+$/.test(parameter) && /\?\s*=\s*(?:"?\w+"?\.)?"?(\w+)/.exec(sql)?.[1]) || parameter;
