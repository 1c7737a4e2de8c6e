import type { PerSide } from '../../../model.ts';

/** Strings of a deployment, such as URLs and folders, each with a placeholder. */
export type OwnStrings = readonly (readonly [string, string])[];

/** Replaces a deployment's own strings by placeholders that both sides share. */
export type ReplaceOwn = (text: string) => string;

/** Replacers by the strings of the baseline and the target, which are the same for all answers of a run. */
const made = new WeakMap<OwnStrings, WeakMap<OwnStrings, PerSide<ReplaceOwn>>>();

/**
 * The replacers of both sides. If two services share an address on one side, their placeholders are merged,
 * because that address does not identify the service.
 */
export function ownReplacers(own: PerSide<OwnStrings>): PerSide<ReplaceOwn> {
  const ofBaseline = made.get(own.baseline) ?? new WeakMap<OwnStrings, PerSide<ReplaceOwn>>();
  const known = ofBaseline.get(own.target) ?? makeReplacers(own);
  made.set(own.baseline, ofBaseline.set(own.target, known));
  return known;
}

function makeReplacers(own: PerSide<OwnStrings>): PerSide<ReplaceOwn> {
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
  // Longest first, because one string may be the start of another.
  const texts = [...new Set(own.map(([text]) => text))].filter(Boolean).sort((a, b) => b.length - a.length);
  if (texts.length === 0) return unchanged;
  const names = new Map(own.map(([text, name]) => [text, wordOf(name)]));
  for (const text of texts) {
    const escaped = encodeURIComponent(text);
    if (escaped !== text) names.set(escaped, encodeURIComponent(names.get(text) as string));
  }
  const all = texts.flatMap((text) => [...new Set([text, encodeURIComponent(text)])]);
  const pattern = new RegExp(`(?:${all.map(literally).join('|')})(?![\\w-]|\\.\\w|(?::|%3A)\\d)`, 'g');
  return (text) =>
    text.includes('/') || text.includes('%2F')
      ? text.replace(pattern, (found) => names.get(found) ?? found)
      : text;
}

const unchanged: ReplaceOwn = (text) => text;

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
