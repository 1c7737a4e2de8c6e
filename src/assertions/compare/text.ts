import type { DifferenceKind } from '../../model.ts';
import type { Correspondence } from './correspondence.ts';
import { sameButNumbers } from './numbers.ts';
import { type Token, tokens } from './tokens.ts';

/** Strings that belong to a deployment itself (URLs, folders), with the words that stand for them. */
export type OwnStrings = readonly (readonly [string, string])[];

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
    if (a.form !== b.form) return 'value';
    const kind = compareToken(a, b, correspondence);
    if (kind) return kind;
  }
  return undefined;
}

function compareToken(a: Token, b: Token, correspondence: Correspondence): DifferenceKind | undefined {
  switch (a.form) {
    case 'text':
      return a.text === b.text || sameButNumbers(a.text, b.text, correspondence) ? undefined : 'value';
    case 'uuid':
    case 'host':
    case 'fingerprint':
    case 'mac':
    case 'ipv4':
    case 'reservation':
      return correspondence.pair(a.text.toLowerCase(), b.text.toLowerCase()) ? undefined : 'pairing';
    case 'row':
      return correspondence.pair(rowId(a.text), rowId(b.text)) ? undefined : 'pairing';
    case 'pem':
    case 'pkcs12':
    case 'ssh':
      return correspondence.pair(a.text, b.text) ? undefined : 'pairing';
    case 'hex': {
      // Project and user ids are known beforehand; any other such string (an MD5) is the same on both or wrong.
      const known = correspondence.target(a.text);
      if (known !== undefined) return known === b.text ? undefined : 'pairing';
      return a.text === b.text ? undefined : 'value';
    }
    case 'time':
      return correspondence.inOrder(milliseconds(a.text), milliseconds(b.text)) ? undefined : 'order';
  }
}

const replaceOwn = (text: string, own: OwnStrings): string =>
  own.reduce((result, [from, to]) => result.replaceAll(from, to), text);

/** What stands for the number of a row among the ids of other kinds. */
export const rowId = (number: string): string => `row ${number}`;

/** A text's ids and times, and what stands between them, its deployment's own strings replaced. */
export const tokensOf = (text: string, own: OwnStrings): Token[] => tokens(replaceOwn(text, own));

/** Whether a text is a time and nothing else. */
export const isTime = (text: string): boolean => {
  const [only, ...others] = tokens(text);
  return only?.form === 'time' && others.length === 0;
};

/** A time without a zone is of UTC, as services mean it. */
export const milliseconds = (time: string): number => {
  const plain = time.replaceAll('%3A', ':');
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(plain) ? plain : `${plain}Z`);
};
