import { structuredPatch } from 'diff';
import type { Frame } from '../../model.ts';
import { type Block, blocksOf } from '../watch/changed-functions.ts';

/** A place where a discovery copy is not what `run-scenarios copy` makes of the original. */
export interface CopyEdit {
  /** The top-level function or class that it is in. */
  readonly within: string;
  /** In the copy: the first changed line, or the one that follows what was removed. */
  readonly place: Frame;
  /** The same line of the original module. */
  readonly original: Frame;
  /** A unified diff. */
  readonly hunk: string;
}

/** The edits of a copy, and which of its functions call which. */
export interface EditedCopy {
  readonly edits: readonly CopyEdit[];
  /** How many calls lead from one of the functions to another, by the names in their text; undefined for none. */
  readonly distance: (from: readonly string[], to: string) => number | undefined;
}

export interface CopyTexts {
  readonly file: string;
  /** The module that the copy was made from, and its path. */
  readonly original: string;
  readonly source: string;
  /** What `run-scenarios copy` makes of it. */
  readonly pristine: string;
  readonly text: string;
}

const CONTEXT = 2;

export function editedCopy({ file, original, source, pristine, text }: CopyTexts): EditedCopy {
  const blocks = blocksOf(text);
  const sourceLine = lineIn(pristine, source);
  const { hunks } = structuredPatch('', '', pristine, text, '', '', { context: 0 });
  const edits = hunks.flatMap(({ newStart, newLines, oldStart, lines }): CopyEdit[] => {
    const line = newLines > 0 ? newStart : newStart + 1;
    const within = blocks.find(({ from, to }) => from <= line && line <= to)?.name;
    if (within === undefined) return [];
    const at = sourceLine(oldStart);
    return [
      {
        within,
        place: { file, line, function: within },
        original: { file: original, line: at, function: within },
        hunk: withContext(
          lines,
          pristine,
          oldStart,
          `@@ ${within}, line ${line} of the copy, ${at} of the original @@`,
        ),
      },
    ];
  });
  return { edits, distance: callGraph(blocks) };
}

function withContext(lines: readonly string[], pristine: string, start: number, head: string): string {
  const old = pristine.split('\n');
  const removed = lines.filter((line) => line.startsWith('-')).length;
  // Of an insertion the old start is the line before it.
  const from = removed > 0 ? start - 1 : start;
  const before = old.slice(Math.max(0, from - CONTEXT), from);
  const after = old.slice(from + removed, from + removed + CONTEXT);
  const changed = lines.filter((line) => /^[-+]/.test(line));
  return [head, ...before.map((line) => ` ${line}`), ...changed, ...after.map((line) => ` ${line}`)].join(
    '\n',
  );
}

/** Where a line of one text is in the other, which has most of the same lines. */
function lineIn(from: string, to: string): (line: number) => number {
  const { hunks } = structuredPatch('', '', from, to, '', '', { context: 0 });
  return (line) =>
    hunks.reduce(
      (at, { oldStart, oldLines, newLines }) => (oldStart + oldLines <= line ? at + newLines - oldLines : at),
      line,
    );
}

function callGraph(blocks: readonly Block[]): EditedCopy['distance'] {
  const names = new Set(blocks.flatMap(({ name }) => name ?? []));
  const called = new Map(
    blocks.flatMap(({ name, text }) => {
      if (name === undefined) return [];
      const words = new Set(text.match(/\b[A-Za-z_]\w*\b/g));
      return [[name, [...words].filter((word) => word !== name && names.has(word))] as const];
    }),
  );
  return (from, to) => {
    const seen = new Set(from);
    let frontier: readonly string[] = [...seen];
    for (let steps = 0; frontier.length > 0; steps++) {
      if (frontier.includes(to)) return steps;
      frontier = frontier.flatMap((name) => called.get(name) ?? []).filter((name) => !seen.has(name));
      for (const name of frontier) seen.add(name);
    }
    return undefined;
  };
}
