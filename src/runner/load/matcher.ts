import type { Expectation, Json, Matcher, Place } from '../../model.ts';
import { suggest } from '../../yaml/nearest.ts';
import type { DocPath, YamlFile } from '../../yaml/yaml-file.ts';

const WORDS = ['equals', 'length', 'matches', 'contains', 'exists', 'type'] as const;
const TYPES = ['string', 'number', 'boolean', 'array', 'object', 'null'] as const;

/** An object with one of the matcher words alone is that matcher; anything else is compared as it is. */
export function matcherOf(value: Json): Matcher {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const keys = Object.keys(value);
    if (keys.length === 1 && WORDS.some((word) => word === keys[0])) return value as unknown as Matcher;
  }
  return { equals: value };
}

interface MatcherMistake {
  readonly word: (typeof WORDS)[number];
  readonly message: string;
  readonly fix: string;
}

/** Why a matcher as it was written could never hold, or would break when tried. */
export function matcherMistake(matcher: Matcher): MatcherMistake | undefined {
  if ('length' in matcher && !(Number.isInteger(matcher.length) && matcher.length >= 0)) {
    return { word: 'length', message: 'A length is a whole number.', fix: 'Write { length: 2 }.' };
  }
  if ('exists' in matcher && typeof matcher.exists !== 'boolean') {
    return { word: 'exists', message: '"exists" is true or false.', fix: 'Write { exists: false }.' };
  }
  if ('type' in matcher && !TYPES.includes(matcher.type)) {
    return {
      word: 'type',
      message: `There is no type "${matcher.type}".`,
      fix: suggest(String(matcher.type), TYPES),
    };
  }
  if ('matches' in matcher) {
    try {
      new RegExp(String(matcher.matches).replace(/\$\{[\w-]+\}/g, ''), 'u');
    } catch {
      return {
        word: 'matches',
        message: `"${matcher.matches}" is not a regular expression.`,
        fix: 'It is JavaScript’s, with the flag u.',
      };
    }
  }
  return undefined;
}

interface RawExpectation {
  readonly status?: number | readonly number[];
  readonly headers?: Readonly<Record<string, Json>>;
  readonly body?: Readonly<Record<string, Json>>;
  readonly text?: Json;
}

export function expectationOf(raw: RawExpectation = {}): Expectation {
  const matchers = (map: Readonly<Record<string, Json>> = {}, keyOf = (key: string) => key) =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [keyOf(key), matcherOf(value)]));
  return {
    ...(raw.status === undefined ? {} : { status: [raw.status].flat() }),
    headers: matchers(raw.headers, (name) => name.toLowerCase()),
    body: matchers(raw.body),
    ...(raw.text === undefined ? {} : { text: matcherOf(raw.text) }),
  };
}

/** Where each part of an expectation stands, by the keys that `checkExpectation` reports. */
export function expectationPlaces(
  yaml: YamlFile,
  path: DocPath,
  raw: RawExpectation = {},
): Record<string, Place> {
  const places: Record<string, Place> = { '': yaml.place(path, 'key') };
  if (raw.status !== undefined) places.status = yaml.place([...path, 'status']);
  if (raw.text !== undefined) places.text = yaml.place([...path, 'text']);
  for (const name of Object.keys(raw.headers ?? {}))
    places[`headers.${name.toLowerCase()}`] = yaml.place([...path, 'headers', name]);
  for (const name of Object.keys(raw.body ?? {}))
    places[`body.${name}`] = yaml.place([...path, 'body', name]);
  return places;
}
