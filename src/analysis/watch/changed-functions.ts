import { structuredPatch } from 'diff';

/** A top-level block of a Python module. Only functions and classes have a name. Lines count from 1. */
export interface Block {
  readonly name?: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Functions of a Python module that an edit affects: those whose lines changed, and their direct and indirect callers.
 * Undefined if unknown, because a line outside any function changed or uses one that did.
 */
export function changedFunctions(before: string, after: string): ReadonlySet<string> | undefined {
  const [old, now] = [blocksOf(before), blocksOf(after)];
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 0 });
  const changed = hunks.flatMap(({ oldStart, oldLines, newStart, newLines }) => [
    ...blocksAt(old, oldStart, oldLines),
    ...blocksAt(now, newStart, newLines),
  ]);
  const found = new Set<string>();
  const wanted = changed.map(({ name }) => name);
  while (wanted.length > 0) {
    const name = wanted.pop();
    if (name === undefined) return undefined;
    if (found.has(name)) continue;
    found.add(name);
    const word = new RegExp(`\\b${name}\\b`);
    for (const user of [...old, ...now])
      if (user.name !== name && word.test(user.text)) wanted.push(user.name);
  }
  return found;
}

/** Blocks that contain these lines. Lines between blocks belong to none. */
function blocksAt(blocks: readonly Block[], start: number, count: number): Block[] {
  const lines = Array.from({ length: count }, (_, at) => start + at);
  return [...new Set(lines.flatMap((line) => blocks.filter(({ from, to }) => from <= line && line <= to)))];
}

/**
 * A block extends over lines that are indented, empty or close a bracket. Decorators belong to the definition that
 * follows.
 */
export function blocksOf(source: string): Block[] {
  const lines = source.split('\n');
  const starts = lines.flatMap((line, at) => (/^[^\s#)\]}]/.test(line) ? [at] : []));
  const heads = starts.filter((at) => !lines[previous(starts, at)]?.startsWith('@'));
  return heads.map((from, index) => {
    let to = heads[index + 1] ?? lines.length;
    // Empty lines and comments between two blocks belong to neither.
    while (to > from + 1 && /^\s*(#.*)?$/.test(lines[to - 1] ?? '')) to--;
    const text = lines.slice(from, to).join('\n');
    const name = /^(?:@.*\n(?:[\s)\]}].*\n)*)*(?:(?:async )?def|class) (\w+)/.exec(text)?.[1];
    return { from: from + 1, to, text, name };
  });
}

const previous = (starts: readonly number[], at: number): number => starts[starts.indexOf(at) - 1] ?? -1;
