import type { PerSide } from '../../../model.ts';

/** Strings of a deployment, each with a placeholder: URLs and folders, which have a slash, and names, which have none. */
export type OwnStrings = readonly (readonly [string, string])[];

/** Adds the URLs that a service makes if a request's Host header names another host. */
export const askedAs = (own: OwnStrings, host: string | undefined): OwnStrings =>
  host === undefined
    ? own
    : [
        ...own,
        ...own.map(([text, name]) => [text.replace(/^(https?:\/\/)[^/]+/, `$1${host}`), name] as const),
      ];

export interface ReplaceOwn {
  /**
   * Replaces a deployment's own strings by placeholders that both sides share.
   * @param literal placeholders of the names to leave as they are
   */
  (text: string, literal?: ReadonlySet<string>): string;
  /** The placeholders of the names in a text, in order. */
  readonly namesIn: (text: string) => readonly string[];
}

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
  const names = new Map<string, string>();
  for (const [text, name] of own) {
    const [escaped, word] = [encodeURIComponent(text), wordOf(name)];
    names.set(text, word);
    if (escaped !== text) names.set(escaped, encodeURIComponent(word));
  }
  // Longest first, because one string may be the start of another.
  const texts = [...names.keys()].filter(Boolean).sort((a, b) => b.length - a.length);
  const anyOf = (some: readonly string[]): string => some.map(literally).join('|');
  const [places, words] = [texts.filter(isPlace), texts.filter((text) => !isPlace(text))];
  const place = new RegExp(`(?:${anyOf(places)})(?![\\w-]|\\.\\w|(?::|%3A)\\d)`, 'g');
  const word = new RegExp(`(?<![a-zA-Z\\d{-]|\\w\\.)(?:${anyOf(words)})(?![\\w-]|\\.\\w)`, 'g');
  const nameOf = (found: string): string => names.get(found) ?? found;
  const withPlaces = (text: string): string =>
    places.length > 0 && isPlace(text) ? text.replace(place, nameOf) : text;
  if (words.length === 0) return Object.assign(withPlaces, { namesIn: () => [] });
  return Object.assign(
    (text: string, literal?: ReadonlySet<string>): string =>
      withPlaces(text).replace(word, (found) => (literal?.has(nameOf(found)) ? found : nameOf(found))),
    { namesIn: (text: string) => [...withPlaces(text).matchAll(word)].map(([found]) => nameOf(found)) },
  );
}

/** Whether a text has a slash, also an escaped one. */
const isPlace = (text: string): boolean => text.includes('/') || text.includes('%2F');

/** Whether a deployment has names that are replaced. Unlike URLs and folders, they can be anywhere. */
export const hasNames = (own: OwnStrings): boolean => own.some(([text]) => !isPlace(text));

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
