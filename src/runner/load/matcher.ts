import { distance } from 'fastest-levenshtein';
import { type Expectation, type Json, type Matcher, type Place, withTexts } from '../../model.ts';
import { suggest } from '../../yaml/nearest.ts';
import { quoted } from '../../yaml/quoted.ts';
import { writtenNumbers } from '../../yaml/to-json.ts';
import type { DocPath, YamlFile } from '../../yaml/yaml-file.ts';

const WORDS = ['equals', 'length', 'matches', 'contains', 'includes', 'exists', 'type', 'count'] as const;
const TYPES = ['string', 'number', 'boolean', 'array', 'object', 'null'] as const;
const EQUALS = 'Write { equals: … } to compare with an object that has such keys.';

const isWord = (key: string): key is (typeof WORDS)[number] => WORDS.some((word) => word === key);

const isMapping = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object with only matcher words is a matcher. Any other value is an exact match. */
function matcherOf(value: Json): Matcher {
  const keys = isMapping(value) ? Object.keys(value) : [];
  return keys.length > 0 && keys.every(isWord) ? (value as Matcher) : { equals: value };
}

interface MatcherMistake {
  /** Path of the key below the matcher; empty for the matcher itself. */
  readonly at: readonly string[];
  readonly of: 'key' | 'value';
  readonly message: string;
  readonly fix: string;
}

/** Why a matcher is invalid: it can never match, would throw, or has a misspelt word. Undefined if it is valid. */
export function matcherMistake(written: Json): MatcherMistake | undefined {
  if (!isMapping(written)) return undefined;
  const keys = Object.keys(written);
  const strange = keys.find((key) => !isWord(key));
  if (strange !== undefined) {
    const meant = meantWord(strange);
    if (keys.some(isWord) || (meant && keys.every(meantWord))) {
      const fix = meant ? `Did you mean "${meant}"? ${EQUALS}` : EQUALS;
      return { at: [strange], of: 'key', message: `"${quoted(strange)}" is not a matcher.`, fix };
    }
    return undefined;
  }
  return keys.map((word) => valueMistake(word, written)).find((mistake) => mistake !== undefined);
}

/** The matcher word that a key probably means. */
const meantWord = (key: string): string | undefined =>
  WORDS.find((word) => {
    const part = key.length > 2 && (word.startsWith(key) || key.startsWith(word));
    const swapped = key.length === word.length && [...key].sort().join() === [...word].sort().join();
    return part || swapped || (key.length < 20 && distance(key, word) <= (word.length > 4 ? 2 : 1));
  });

function valueMistake(word: string, written: Readonly<Record<string, Json>>): MatcherMistake | undefined {
  const value = written[word];
  const mistake = (message: string, fix: string): MatcherMistake => ({
    at: [word],
    of: 'value',
    message,
    fix,
  });
  if ((word === 'length' || word === 'count') && !(Number.isInteger(value) && Number(value) >= 0)) {
    return mistake(`A ${word} must be a whole number.`, `Write { ${word}: 2 }.`);
  }
  if (word === 'exists' && typeof value !== 'boolean') {
    return mistake('"exists" must be true or false.', 'Write { exists: false }.');
  }
  if (word === 'type' && !TYPES.some((type) => type === value)) {
    return mistake(
      `There is no type ${quoted(JSON.stringify(value))}.`,
      suggest(quoted(JSON.stringify(value).replaceAll('"', '')), TYPES),
    );
  }
  return word === 'matches' ? expressionMistake(value, mistake) : undefined;
}

function expressionMistake(
  value: Json | undefined,
  mistake: (message: string, fix: string) => MatcherMistake,
): MatcherMistake | undefined {
  if (typeof value !== 'string') return mistake('A regular expression must be a string.', 'Quote it.');
  try {
    new RegExp(value.replace(/\$\{[\w-]+\}/g, ''), 'u');
    return undefined;
  } catch {
    return mistake(
      `"${quoted(value)}" is not a regular expression.`,
      'Use JavaScript syntax, with the u flag.',
    );
  }
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
    status: raw.status === undefined ? undefined : [raw.status].flat(),
    headers: matchers(raw.headers, (name) => name.toLowerCase()),
    body: matchers(withTexts((raw.body ?? {}) as Json, writtenNumbers) as typeof raw.body),
    text: raw.text === undefined ? undefined : matcherOf(raw.text),
  };
}

/** Positions of an expectation's parts, keyed as `checkExpectation` reports them. */
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
