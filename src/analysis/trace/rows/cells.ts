import type { Cell } from '../../../model.ts';
import type { Counterparts } from './counterparts.ts';
import { hasKey, SAME_TIME_MS, sameText } from './same-text.ts';

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
    return ROW_NUMBER.test(name) || isClock(name, baseline, target);
  if (typeof baseline !== 'string' || typeof target !== 'string') return false;
  if (ROW_NUMBER.test(name) && NUMBER.test(baseline) && NUMBER.test(target)) return true;
  if (TIME.test(baseline) && TIME.test(target)) return sameTime(baseline, target);
  if (ID.test(baseline) && ID.test(target)) return using.pair(baseline.toLowerCase(), target.toLowerCase());
  if (baseline.startsWith('hidden ') && target.startsWith('hidden ')) return true;
  const left = shownPart(baseline, using.replaceOwn.baseline);
  const right = shownPart(target, using.replaceOwn.target);
  const length = Math.min(left.text.length, right.text.length);
  const isCut = left.length !== undefined || right.length !== undefined;
  // If the text contains a deployment's own folder, its length varies with that folder's name.
  const shown = [left.text.slice(0, length), right.text.slice(0, length)] as const;
  // Keys and addresses vary in length.
  const apart =
    left.isOwn || hasKey(left.text, using) ? Number.POSITIVE_INFINITY : shown[0] === shown[1] ? 0 : 16;
  if (isCut && Math.abs(fullLength(left) - fullLength(right)) > apart) return false;
  return isCut ? sameText(name, ...shown, using) : sameText(name, left.text, right.text, using);
}

/**
 * The visible part of a text, and its full length if it was cut. The digest is ignored because the text may contain
 * ids.
 */
function shownPart(
  cell: string,
  replaceOwn: (text: string) => string,
): { readonly text: string; readonly length?: string; readonly isOwn: boolean } {
  const [, shown, length] = /^([\s\S]*)… (\d+) \d+$/.exec(cell) ?? [];
  const text = replaceOwn(shown ?? cell);
  return { text, isOwn: text !== (shown ?? cell), length };
}

const fullLength = ({
  text,
  length = text.length,
}: {
  readonly text: string;
  readonly length?: number | string;
}): number => Number(length);

/** Ages and clocks in seconds. They advance between the two answers. */
const isClock = (name: string, baseline: number, target: number): boolean =>
  /(?:time|_at|seconds|elapsed|expires)$/.test(name) && Math.abs(baseline - target) < SAME_TIME_MS / 1000;

function sameTime(baseline: string, target: string): boolean {
  const fraction = (time: string) => /\.\d*[1-9]/.test(time);
  const [ours, theirs] = [TIME.exec(baseline)?.[1], TIME.exec(target)?.[1]];
  if ((fraction(baseline) && !fraction(target)) || ours !== theirs) return false;
  const moment = (time: string) => Date.parse(ours === undefined ? `${time}Z` : time);
  return Math.abs(moment(baseline) - moment(target)) < SAME_TIME_MS;
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
