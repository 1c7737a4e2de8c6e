import type { DifferenceKind } from '../../model.ts';
import type { Correspondence } from './correspondence.ts';

/** Strings that belong to a deployment itself (URLs, folders), with the words that stand for them. */
export type OwnStrings = readonly (readonly [string, string])[];

const TOKEN =
  /([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})|(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)|(?<![0-9a-zA-Z])([0-9a-f]{32})(?![0-9a-zA-Z])|(?<=['"]id['"]: ?)(\d+)/g;

export interface Token {
  /** `row` is the number of a row, as an error message may show it. */
  readonly kind: 'text' | 'uuid' | 'time' | 'hex' | 'row';
  readonly text: string;
}

/** How two strings differ under the correspondence; undefined when they correspond. */
export function compareText(
  baseline: string,
  target: string,
  correspondence: Correspondence,
  own: { readonly baseline: OwnStrings; readonly target: OwnStrings },
): DifferenceKind | undefined {
  const left = tokensOf(baseline, own.baseline);
  const right = tokensOf(target, own.target);
  if (left.length !== right.length) return 'value';
  for (const [index, a] of left.entries()) {
    const b = right[index] as Token;
    if (a.kind !== b.kind) return 'value';
    const kind = compareToken(a, b, correspondence);
    if (kind) return kind;
  }
  return undefined;
}

function compareToken(a: Token, b: Token, correspondence: Correspondence): DifferenceKind | undefined {
  switch (a.kind) {
    case 'text':
      return a.text === b.text ? undefined : 'value';
    case 'uuid':
      return correspondence.pair(a.text.toLowerCase(), b.text.toLowerCase()) ? undefined : 'pairing';
    case 'row':
      return correspondence.pair(rowId(a.text), rowId(b.text)) ? undefined : 'pairing';
    case 'hex': {
      // Project and user ids are known beforehand; any other such string (an MD5) is the same on both or wrong.
      const known = correspondence.target(a.text);
      if (known !== undefined) return known === b.text ? undefined : 'pairing';
      return a.text === b.text ? undefined : 'value';
    }
    case 'time':
      return correspondence.inOrder(Date.parse(a.text), Date.parse(b.text)) ? undefined : 'order';
  }
}

const replaceOwn = (text: string, own: OwnStrings): string =>
  own.reduce((result, [from, to]) => result.replaceAll(from, to), text);

const kindOf = (match: RegExpExecArray): Token['kind'] =>
  match[1] ? 'uuid' : match[2] ? 'time' : match[3] ? 'hex' : 'row';

/** What stands for the number of a row among the ids of other kinds. */
export const rowId = (number: string): string => `row ${number}`;

/** A text's ids and times, and what stands between them. */
export function tokensOf(written: string, own: OwnStrings): Token[] {
  const text = replaceOwn(written, own);
  const found: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) found.push({ kind: 'text', text: text.slice(end, match.index) });
    found.push({ kind: kindOf(match), text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ kind: 'text', text: text.slice(end) });
  return found;
}
