import type { Cell } from '../../../model.ts';
import { utcTime } from '../../utc-time.ts';
import type { Counterparts } from './counterparts.ts';
import { sameCut } from './cut-text.ts';
import { SAME_TIME_MS, sameText } from './same-text.ts';

const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;
/** Columns that identify a row: another value means another row. */
export const IDENTIFYING = /^(?:uu)?id$/;
const ID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
/** Columns of Nova's cell mappings with addresses of the deployment's own database and message queue. */
const OWN_ADDRESS = /(?:^|_)(?:database_connection|transport_url)$/;
/** Row numbers, which each database counts on its own. */
export const ROW_NUMBER = /(?:^|_)(?:id|pk)(?:_\d+)*$/;

/** Whether a target's cell corresponds to the baseline's. Two ids that are new on their side become a pair. */
export function sameCell(name: string, baseline: Cell, target: Cell, using: Counterparts): boolean {
  if (baseline === target || OWN_ADDRESS.test(name)) return true;
  if (typeof baseline !== typeof target || baseline === null || target === null) return false;
  if (Array.isArray(baseline) && Array.isArray(target)) return sameList(name, baseline, target, using);
  if (typeof baseline === 'number' && typeof target === 'number')
    return ROW_NUMBER.test(name) || isDeletion(name, baseline, target) || isClock(name, baseline, target);
  if (typeof baseline !== 'string' || typeof target !== 'string') return false;
  if (ROW_NUMBER.test(name) && NUMBER.test(baseline) && NUMBER.test(target)) return true;
  if (TIME.test(baseline) && TIME.test(target)) return sameTime(baseline, target);
  if (ID.test(baseline) && ID.test(target)) return using.pair(baseline.toLowerCase(), target.toLowerCase());
  if (baseline.startsWith('hidden ') && target.startsWith('hidden ')) return true;
  return (
    sameCut(name, baseline, target, using) ??
    sameText(name, using.replaceOwn.baseline(baseline), using.replaceOwn.target(target), using)
  );
}

/** Whether both rows are deleted. The column then has the row's number. */
const isDeletion = (name: string, baseline: number, target: number): boolean =>
  /(?:^|_)deleted(?:_\d+)*$/.test(name) && baseline > 0 && target > 0;

/** Ages and clocks in seconds. They advance between the two answers. */
const isClock = (name: string, baseline: number, target: number): boolean =>
  /(?:time|_at|seconds|elapsed|expires)$/.test(name) && Math.abs(baseline - target) < SAME_TIME_MS / 1000;

function sameTime(baseline: string, target: string): boolean {
  const fraction = (time: string) => /\.\d*[1-9]/.test(time);
  const [ours, theirs] = [TIME.exec(baseline)?.[1], TIME.exec(target)?.[1]];
  if ((fraction(baseline) && !fraction(target)) || ours !== theirs) return false;
  return Math.abs(utcTime(baseline) - utcTime(target)) < SAME_TIME_MS;
}

/** Whether the lists of an IN have corresponding values, in any order. */
function sameList(
  name: string,
  baseline: readonly Cell[],
  target: readonly Cell[],
  using: Counterparts,
): boolean {
  const rest = [...target];
  return (
    baseline.length === target.length &&
    baseline.every((cell) => {
      const at = rest.findIndex((other) => using.attempt(() => sameCell(name, cell, other, using), Boolean));
      if (at >= 0) rest.splice(at, 1);
      return at >= 0;
    })
  );
}

const NUMBER = /^\d{1,16}$/;

/** Formats a cell for evidence. */
export const shownCell = (cell: Cell | undefined): string =>
  cell === undefined ? 'nothing' : typeof cell === 'string' ? `"${cell}"` : JSON.stringify(cell);
