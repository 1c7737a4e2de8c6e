import type { Place } from '../model.ts';

/** Start and end offset in a text, the end excluded. */
export type Range = readonly [start: number, end: number];

/** Characters of a line to show before and after the place. */
const BEFORE = 70;
const BEHIND = 90;

const MASK = '***';

/** A text with its lines. Converts offsets to places, and shows the lines around a place without secrets. */
export class SourceText {
  readonly #file: string;
  readonly #text: string;
  readonly #starts: readonly number[];
  readonly #findSecrets: () => readonly Range[];
  #found: readonly Range[] | undefined;

  /** @param secrets finds ranges to hide, in any order. Called only for a message, because most files are correct. */
  constructor(file: string, text: string, secrets: () => readonly Range[]) {
    this.#file = file;
    this.#text = text;
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
    this.#findSecrets = secrets;
  }

  get #secrets(): readonly Range[] {
    this.#found ??= joined(this.#findSecrets());
    return this.#found;
  }

  place(offset: number): Place {
    const line = lastAtMost(this.#starts, offset);
    return { file: this.#file, line: line + 1, column: offset - (this.#starts[line] ?? 0) + 1 };
  }

  /** The line of `offset` with the one before it, and a caret under `length` characters. */
  frame(offset: number, length: number): string {
    const { line } = this.place(offset);
    const width = String(line).length;
    const shown: string[] = [];
    if (line > 1) shown.push(row(' ', line - 1, width, this.#shown(line - 1, 0, 0).text));
    const { text, column, carets } = this.#shown(line, offset, length);
    shown.push(row('>', line, width, text));
    shown.push(`  ${' '.repeat(width)} | ${' '.repeat(column)}${'^'.repeat(carets)}`);
    return shown.join('\n');
  }

  /** Removes secrets from a message. */
  withoutSecrets(message: string): string {
    return this.#secrets.reduce((left, [start, end]) => {
      // A message quotes an alias or tag without its first character.
      const secret = bare(this.#text.slice(start, end));
      const words = secret.split(/\s+/).map(bare);
      return [secret, ...words.filter((word) => word.length >= LONG_WORD)].reduce(
        (shown, each) =>
          each.length > 2 && each.length <= shown.length ? shown.replaceAll(each, MASK) : shown,
        left,
      );
    }, message);
  }

  /** The visible part of a line, with offset and length adjusted. */
  #shown(number: number, offset: number, length: number): { text: string; column: number; carets: number } {
    const start = this.#starts[number - 1] ?? 0;
    const end = (this.#starts[number] ?? this.#text.length + 1) - 1;
    const from = Math.max(start, Math.min(offset, end) - BEFORE);
    const to = Math.min(end, Math.max(offset, start) + BEHIND);
    const lead = from > start ? '…' : '';
    let text = lead;
    let column = lead.length;
    let carets = 0;
    for (const [piece, [first, last]] of this.#pieces(from, to)) {
      if (first <= offset) column = text.length + Math.min(offset - first, piece.length);
      const covered = Math.min(last, offset + length) - Math.max(first, offset);
      if (covered > 0) carets += Math.min(covered, piece.length);
      text += piece;
    }
    const trimmed = text.trimEnd();
    const room = Math.max(1, trimmed.length - column);
    const clipped = to < end ? `${trimmed}…` : trimmed;
    return { text: clipped, column, carets: Math.max(1, Math.min(carets, room)) };
  }

  /** The text between two offsets in pieces, each with its range. Secrets are masked. */
  *#pieces(from: number, to: number): Generator<readonly [string, Range]> {
    let at = from;
    for (const [start, end] of this.#secrets) {
      if (end <= at) continue;
      if (start >= to) break;
      if (start > at) yield [printable(this.#text.slice(at, start)), [at, start]];
      const masked: Range = [Math.max(start, at), Math.min(end, to)];
      yield [MASK, masked];
      at = masked[1];
    }
    if (at < to) yield [printable(this.#text.slice(at, to)), [at, to]];
  }
}

/** Minimum length of a word of a secret to remove by itself, such as a tag. */
const LONG_WORD = 6;

/** Without quotes and the sign of an alias or tag. */
const bare = (text: string): string => text.trim().replace(/^["'&*!]+|["']+$/g, '');

const row = (mark: string, line: number, width: number, text: string): string =>
  `${mark} ${String(line).padStart(width)} | ${text}`.trimEnd();

/** Replaces each control character by a visible one of the same width. */
const printable = (text: string): string => text.replace(/\t/g, ' ').replace(/\p{Cc}/gu, '·');

/** Index of the last of `sorted` that is at most `value`. */
function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Sorts ranges and merges overlapping ones. */
function joined(ranges: readonly Range[]): readonly Range[] {
  const result: [number, number][] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
