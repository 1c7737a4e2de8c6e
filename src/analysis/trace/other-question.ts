import type { Cell } from '../../model.ts';
import { isStored, type Statement, tableOf, verbOf } from './pairs.ts';
import { IDENTIFYING, ROW_NUMBER, sameCell, shownCell } from './rows/cells.ts';
import type { Counterparts } from './rows/counterparts.ts';

type Given = Readonly<Record<string, Cell>>;

/** How the target's statement differs from the baseline's. */
export interface OtherQuestion {
  readonly evidence: string;
  /** The verb of a write that stores other values. */
  readonly construct?: string;
}

/** Undefined if both statements ask the same. */
export function otherQuestion(
  baseline: Statement,
  target: Statement,
  using: Counterparts,
): OtherQuestion | undefined {
  const verb = verbOf(baseline.sql);
  const stores = (evidence: string) => ({ evidence, construct: verb.toLowerCase() });
  const isInsert = verb === 'INSERT';
  // The columns of an INSERT are compared with their values: on ROME, it also has the row's number.
  if (
    !isInsert &&
    baseline.asked !== undefined &&
    target.asked !== undefined &&
    baseline.asked !== target.asked
  ) {
    const lacking = baseline.constructs.filter((each) => !target.constructs.includes(each));
    const more = target.constructs.filter((each) => !baseline.constructs.includes(each));
    if (lacking.length > 0) return { evidence: `queries without ${lacking.join(', ')}` };
    return {
      evidence: more.length > 0 ? `queries with ${more.join(', ')}` : 'runs a different query',
    };
  }
  for (const [index, given] of (baseline.given ?? []).entries()) {
    const left = withLists(given);
    const right = target.given?.[index] && withLists(target.given[index]);
    if (!right)
      return target.given
        ? stores(`written ${target.given.length} times instead of ${baseline.given?.length}`)
        : undefined;
    for (const [name, cell] of Object.entries(left)) {
      const column = columnOf(name, baseline.sql);
      if (isInsert && !(name in right) && cell !== null && !ROW_NUMBER.test(name))
        return stores(`is not given ${name}`);
      if (!(name in right) || sameCell(column, cell, right[name] ?? null, using)) continue;
      if (!isInsert || !IDENTIFYING.test(name) || !using.created(cell, right[name] ?? null)) {
        const evidence = `is given ${shownCell(right[name])} for ${name} instead of ${shownCell(cell)}`;
        return isStored(name, verb, tableOf(baseline.sql)) ? stores(evidence) : { evidence };
      }
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
