import type { Place } from '../model.ts';

/** The line of `place` with one before it, and a caret under `length` characters of it. */
export function frame(text: string, place: Place, length = 1): string {
  const lines = text.split('\n');
  const width = String(place.line).length;
  const shown: string[] = [];
  for (let number = Math.max(1, place.line - 1); number <= place.line; number++) {
    const mark = number === place.line ? '>' : ' ';
    shown.push(`${mark} ${String(number).padStart(width)} | ${(lines[number - 1] ?? '').trimEnd()}`);
  }
  const room = Math.max(1, (lines[place.line - 1] ?? '').trimEnd().length - place.column + 1);
  shown.push(`  ${' '.repeat(width)} | ${' '.repeat(place.column - 1)}${'^'.repeat(Math.min(length, room))}`);
  return shown.join('\n');
}
