import { structuredPatch } from 'diff';
import type { Frame } from '../../model.ts';
import { type Block, blocksOf } from '../watch/changed-functions.ts';

/** An edit of a discovery copy: a place that differs from the output of `run-scenarios copy`. */
export interface CopyEdit {
  /** The top-level function, class or variable that contains it. */
  readonly within: string;
  /** In the copy: the first changed line. For a removal, the line after it, or before it at the end of a function. */
  readonly place: Frame;
  /** The same line in the original module. */
  readonly original: Frame;
  /** A unified diff. */
  readonly hunk: string;
}

/** The edits of a copy, and the call distances between its functions. */
export interface EditedCopy {
  readonly edits: readonly CopyEdit[];
  /**
   * Number of calls from any of the functions to another, found by names in their text; undefined if there is no path.
   */
  readonly distance: (from: readonly string[], to: string) => number | undefined;
}

export interface CopyTexts {
  readonly file: string;
  /** The path and text of the module that the copy was made from. */
  readonly original: string;
  readonly source: string;
  /** The unedited copy, as `run-scenarios copy` writes it. */
  readonly pristine: string;
  readonly text: string;
}

const CONTEXT = 2;

export function editedCopy({ file, original, source, pristine, text }: CopyTexts): EditedCopy {
  const [before, blocks] = [namedBlocks(pristine), namedBlocks(text)];
  const sourceLine = lineIn(pristine, source);
  const { hunks } = structuredPatch('', '', pristine, text, '', '', { context: 0 });
  const edits = hunks.flatMap(({ newStart, newLines, oldStart, lines }): CopyEdit[] => {
    const isRemoval = newLines === 0;
    const within = isRemoval ? blockAt(before, oldStart)?.name : blockAt(blocks, newStart)?.name;
    if (within === undefined) return [];
    const line = isRemoval && blockAt(blocks, newStart)?.name !== within ? newStart - 1 : newStart;
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

/** The blocks of a module. An assignment has the name of its variable. */
const namedBlocks = (source: string): readonly Block[] =>
  blocksOf(source).map((block) => ({ ...block, name: block.name ?? ASSIGNED.exec(block.text)?.[1] }));

const ASSIGNED = /^(\w+)(?:\s*:[^=\n]*)?\s*=[^=]/;

const blockAt = (blocks: readonly Block[], line: number): Block | undefined =>
  blocks.find(({ from, to }) => from <= line && line <= to);

function withContext(lines: readonly string[], pristine: string, start: number, head: string): string {
  const old = pristine.split('\n');
  const removed = lines.filter((line) => line.startsWith('-')).length;
  const from = start - 1;
  const before = old.slice(Math.max(0, from - CONTEXT), from);
  const after = old.slice(from + removed, from + removed + CONTEXT);
  const changed = lines.filter((line) => /^[-+]/.test(line));
  return [head, ...before.map((line) => ` ${line}`), ...changed, ...after.map((line) => ` ${line}`)].join(
    '\n',
  );
}

/** Maps line numbers of one text to the other. The texts share most lines. */
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
