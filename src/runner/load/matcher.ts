import type { Expectation, Json, Matcher, Place } from '../../model.ts';
import type { DocPath, YamlFile } from '../../yaml/yaml-file.ts';

const KINDS = ['equals', 'length', 'matches', 'contains', 'exists', 'type'] as const;

/** An object with one of the matcher words alone is that matcher; anything else is compared as it is. */
export function matcherOf(value: Json): Matcher {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const keys = Object.keys(value);
    if (keys.length === 1 && KINDS.some((kind) => kind === keys[0])) return value as unknown as Matcher;
  }
  return { equals: value };
}

interface RawExpectation {
  readonly status?: number | readonly number[];
  readonly headers?: Readonly<Record<string, Json>>;
  readonly body?: Readonly<Record<string, Json>>;
  readonly text?: Json;
}

export function expectationOf(raw: RawExpectation = {}): Expectation {
  const matchers = (map: Readonly<Record<string, Json>> = {}) =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [key, matcherOf(value)]));
  return {
    ...(raw.status === undefined ? {} : { status: [raw.status].flat() }),
    headers: Object.fromEntries(
      Object.entries(matchers(raw.headers)).map(([name, matcher]) => [name.toLowerCase(), matcher]),
    ),
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
