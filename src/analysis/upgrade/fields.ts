/** Names of fields in JSONPaths, the same wherever an answer has the field. */
import type { Difference } from '../../model.ts';

const SEGMENT = /\['((?:[^'\\]|\\.)*)'\]|\[(\d+)\]|\.([^.[\]]+)/g;

/** Siblings from which on fields of one object count as one change. */
const MANY = 4;

/** Names of the fields at these paths of one answer. Many fields of an object are named after it: `properties.*`. */
export function fieldNames(paths: readonly string[]): string[] {
  const split = paths.map(segmentsOf);
  const siblings = new Map<string, Set<string | undefined>>();
  for (const segments of split) {
    const names = siblings.get(parentOf(segments)) ?? new Set();
    siblings.set(parentOf(segments), names.add(segments.at(-1)));
  }
  return split.map((segments) => {
    const many = (siblings.get(parentOf(segments))?.size ?? 0) >= MANY && segments.at(-1) !== ELEMENT;
    return many ? `${nameOf(segments.slice(0, -1))}.*` : nameOf(segments);
  });
}

/** Whether a difference is below a list that gained or lost elements, which compares it with another element. */
export const isShifted = (path: string, differences: readonly Difference[]): boolean =>
  differences.some(({ kind, path: other }) => {
    if (kind !== 'missing' && kind !== 'extra') return false;
    const list = /^(.*)\[\d+\]$/.exec(other)?.[1];
    return (
      list !== undefined &&
      path !== other &&
      path.startsWith(`${list}[`) &&
      !/^\[\d+\]$/.test(path.slice(list.length))
    );
  });

const ELEMENT = '[*]';

/** Whether a name is that of a list's elements. */
export const isElement = (name: string): boolean => name.endsWith(ELEMENT);

const segmentsOf = (path: string): string[] =>
  [...path.matchAll(SEGMENT)].map(([, quoted, index, plain]) =>
    index === undefined ? (quoted ?? plain ?? '') : ELEMENT,
  );

const parentOf = (segments: readonly string[]): string => segments.slice(0, -1).join('.');

/** The last name, and `[*]` for an element of a list. */
function nameOf(segments: readonly string[]): string {
  const last = segments.findLastIndex((segment) => segment !== ELEMENT);
  if (last < 0) return segments.length > 0 ? 'elements of the answer' : 'the answer';
  return segments[last] + (last < segments.length - 1 ? ELEMENT : '');
}
