/** Equal characters to keep on both sides of a difference. */
const CONTEXT = 24;

/** Cuts the end of a text to at most `room` characters. */
export const cutEnd = (text: string, room: number): string =>
  text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;

/** Cuts the middle of a text to at most `room` characters. */
export function cutMiddle(text: string, room: number): string {
  if (text.length <= room) return text;
  const end = Math.floor((room - 1) / 3);
  return `${text.slice(0, Math.max(0, room - 1 - end))}…${end > 0 ? text.slice(-end) : ''}`;
}

/** Cuts two texts to about `room` characters each, around their difference. */
export function cutAround(one: string, other: string, room: number): readonly [string, string] {
  if (one.length <= room && other.length <= room) return [one, other];
  const least = Math.min(one.length, other.length);
  let start = 0;
  while (start < least && one[start] === other[start]) start++;
  let end = 0;
  while (end < least - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const cut = (text: string): string => {
    const from = start > CONTEXT ? start - CONTEXT : 0;
    const to = end > CONTEXT ? text.length - end + CONTEXT : text.length;
    return (from > 0 ? '…' : '') + cutMiddle(text.slice(from, to), room) + (to < text.length ? '…' : '');
  };
  return [cut(one), cut(other)];
}
