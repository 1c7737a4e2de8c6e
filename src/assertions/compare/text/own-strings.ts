import type { PerSide } from '../../../model.ts';

/** Strings that belong to a deployment itself (URLs, folders), with the words that stand for them. */
export type OwnStrings = readonly (readonly [string, string])[];

/** Replaces a deployment's own strings by the words that stand for them on both sides. */
export type ReplaceOwn = (text: string) => string;

/**
 * For both sides. Where two services share an address on one side, nothing there says which of them is meant: one word
 * stands for both then.
 */
export function ownReplacers(own: PerSide<OwnStrings>): PerSide<ReplaceOwn> {
  const words = new Map<string, string>();
  const wordOf = (name: string): string => {
    const word = words.get(name);
    return word === undefined || word === name ? name : wordOf(word);
  };
  for (const strings of [own.baseline, own.target]) {
    const firsts = new Map<string, string>();
    for (const [text, name] of strings) {
      const [one, other] = [wordOf(firsts.get(text) ?? name), wordOf(name)];
      firsts.set(text, one);
      if (one !== other) words.set(other, one);
    }
  }
  return { baseline: replacer(own.baseline, wordOf), target: replacer(own.target, wordOf) };
}

function replacer(own: OwnStrings, wordOf: (name: string) => string): ReplaceOwn {
  // The longest first: one may begin another.
  const texts = [...new Set(own.map(([text]) => text))].filter(Boolean).sort((a, b) => b.length - a.length);
  if (texts.length === 0) return (text) => text;
  const pattern = new RegExp(`(?:${texts.map(literally).join('|')})(?![\\w.-]|:\\d)`, 'g');
  const names = new Map(own.map(([text, name]) => [text, wordOf(name)]));
  return (text) => (text.includes('/') ? text.replace(pattern, (found) => names.get(found) ?? found) : text);
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
