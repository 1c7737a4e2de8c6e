import { structuredPatch } from 'diff';

/** A top-level piece of a Python module; only a function or a class has a name. Lines count from 1. */
export interface Block {
  readonly name?: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Functions of a Python module that an edit touches: those whose own lines changed, and those that call one of these,
 * by whatever way. Undefined when unknown, since a line outside of any function changed or uses one.
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

/** The blocks that lines are in, but for lines that say nothing. */
function blocksAt(blocks: readonly Block[], start: number, count: number): Block[] {
  const lines = Array.from({ length: count }, (_, at) => start + at);
  return [...new Set(lines.flatMap((line) => blocks.filter(({ from, to }) => from <= line && line <= to)))];
}

/** A block goes on as long as lines are indented, empty, or close a bracket; a decorator belongs to what it decorates. */
export function blocksOf(source: string): Block[] {
  const lines = source.split('\n');
  const starts = lines.flatMap((line, at) => (/^[^\s#)\]}]/.test(line) ? [at] : []));
  const heads = starts.filter((at) => !lines[previous(starts, at)]?.startsWith('@'));
  return heads.map((from, index) => {
    let to = heads[index + 1] ?? lines.length;
    // What is left between two blocks, empty lines and comments, is nobody's.
    while (to > from + 1 && /^\s*(#.*)?$/.test(lines[to - 1] ?? '')) to--;
    const text = lines.slice(from, to).join('\n');
    const name = /^(?:@.*\n(?:[\s)\]}].*\n)*)*(?:(?:async )?def|class) (\w+)/.exec(text)?.[1];
    return { from: from + 1, to, text, ...(name === undefined ? {} : { name }) };
  });
}

const previous = (starts: readonly number[], at: number): number => starts[starts.indexOf(at) - 1] ?? -1;
