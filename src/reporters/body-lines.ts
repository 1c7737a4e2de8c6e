import { diffArrays } from 'diff';
import { memberPath } from '../assertions/compare/path.ts';
import type { Body, Difference, Json } from '../model.ts';

/** A line of a body, with the JSONPath of its value. */
export interface BodyLine {
  readonly path: string;
  readonly text: string;
}

export interface BodyRow {
  readonly baseline?: BodyLine;
  readonly target?: BodyLine;
  readonly differs: boolean;
}

/** Splits a body into lines. JSON is reformatted. */
export function linesOf(body: Body): BodyLine[] {
  switch (body.kind) {
    case 'empty':
      return [];
    case 'json':
      return jsonLines(body.value, '$', '', '', '');
    case 'text':
      return textLines(body.text);
    case 'binary':
      return [{ path: '$', text: `${body.bytes} bytes, SHA-256 ${body.sha256}` }];
  }
}

/** Gives each line its own path, so that equal lines are not marked as differing. */
function textLines(text: string): BodyLine[] {
  const lines = text.split('\n');
  return lines.map((line, index) => ({ path: lines.length === 1 ? '$' : `$[${index}]`, text: line }));
}

function jsonLines(value: Json, path: string, indent: string, name: string, comma: string): BodyLine[] {
  const before = indent + name;
  const line = (text: string): BodyLine => ({ path, text });
  if (typeof value !== 'object' || value === null) return [line(`${before}${JSON.stringify(value)}${comma}`)];
  const isArray = Array.isArray(value);
  const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
  const entries = Object.entries(value);
  if (entries.length === 0) return [line(`${before}${open}${close}${comma}`)];
  const inner = entries.flatMap(([key, child], index) =>
    jsonLines(
      child,
      isArray ? `${path}[${key}]` : memberPath(path, key),
      `${indent}  `,
      isArray ? '' : `${JSON.stringify(key)}: `,
      index < entries.length - 1 ? ',' : '',
    ),
  );
  return [line(`${before}${open}`), ...inner, line(`${indent}${close}${comma}`)];
}

/**
 * Aligns two bodies by path and marks differences. Values that correspond, such as ids, are not marked although their
 * text differs.
 */
export function rowsOf(baseline: Body, target: Body, differences: readonly Difference[]): BodyRow[] {
  const [left, right] = [linesOf(baseline), linesOf(target)];
  const rows =
    baseline.kind === 'json' && target.kind === 'json' ? byPath(left, right) : byPosition(left, right);
  const there = new Set(left.map(({ text }) => plain(text)));
  return rows.map((row) => ({
    ...row,
    differs: differences.some((difference) => marks(difference, row, there)),
  }));
}

type Pair = Omit<BodyRow, 'differs'>;

function byPath(left: readonly BodyLine[], right: readonly BodyLine[]): Pair[] {
  const found: Pair[] = [];
  let [at, to] = [0, 0];
  for (const { added, removed, count } of diffArrays([...left], [...right], {
    comparator: (one, other) => one.path === other.path && isBracket(one.text) === isBracket(other.text),
  })) {
    for (let step = 0; step < (count ?? 0); step++) {
      const baseline = added ? undefined : left[at++];
      const target = removed ? undefined : right[to++];
      found.push({ baseline, target });
    }
  }
  return found;
}

/** Whether a line closes an object or array. It has the same path as the line that opens it. */
const isBracket = (text: string): boolean => /^\s*[\]}],?$/.test(text);

const byPosition = (left: readonly BodyLine[], right: readonly BodyLine[]): Pair[] =>
  Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const [baseline, target] = [left[index], right[index]];
    return { baseline, target };
  });

/** @param there the baseline's lines */
function marks({ kind, path }: Difference, { baseline, target }: Pair, there: ReadonlySet<string>): boolean {
  const at = (baseline ?? target)?.path ?? '';
  const same = baseline && target && plain(baseline.text) === plain(target.text);
  // Below a differing value, mark only lines that differ. A wrongly paired value is marked even if its text is equal.
  if (at === path) return !same || !isOpening(baseline.text);
  // For a different order, mark what moved. The rest only corresponds.
  if (kind === 'order' && target && !there.has(plain(target.text))) return false;
  return !same && (at.startsWith(`${path}.`) || at.startsWith(`${path}[`));
}

const plain = (text: string): string => text.trim().replace(/,$/, '');

const isOpening = (text: string): boolean => /[[{]$|^\s*[\]}],?$/.test(text);
