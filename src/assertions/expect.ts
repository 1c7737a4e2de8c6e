import type { Expectation, Failure, Json, Matcher, Place, Response } from '../model.ts';
import { exactly, isExact, isSameJson, numbersByHolder, writeJson } from '../model.ts';
import { boundedSearch, NotEvaluable } from './bounded.ts';
import { cutAround, cutEnd } from './cut.ts';
import { nodesAt } from './json-path.ts';
import { HIDDEN, isSecretName, isSecretPath } from './secret-names.ts';
import { fill, fillText, type Variables } from './variables.ts';

/**
 * Failed parts of an expectation. `places` maps each part to its position, by `status`, `headers.<name>`,
 * `body.<path>`, `text`.
 */
export function checkExpectation(
  template: Expectation,
  response: Response,
  variables: Variables,
  places: Readonly<Record<string, Place>>,
): Failure[] {
  const expected = fill(template, variables);
  const failures: Failure[] = [];
  const fail = (key: string, message: string) => {
    const place = places[key] ?? places[''];
    failures.push({ code: 'EXPECTATION', message, place });
  };
  const check = (key: string, what: string, reason: () => string | undefined) => {
    const found = reasonOf(reason);
    if (found) fail(key, `${what} ${found}`);
  };
  if (expected.status && !expected.status.includes(response.status)) {
    fail('status', `status is ${response.status}, expected ${expected.status.join(' or ')}`);
    // The other expectations apply to a response with the expected status.
    return failures;
  }
  for (const [name, matcher] of Object.entries(expected.headers)) {
    check(`headers.${name}`, `header ${name}`, () =>
      mismatch(matcher, listed(response.headers[name]), shownAt(name)),
    );
  }
  for (const [key, matcher] of Object.entries(template.body)) {
    const path = fillText(key, variables);
    check(`body.${key}`, path, () =>
      mismatch(fill(matcher, variables), selectAll(path, response), shownAt(path)),
    );
  }
  const { text } = expected;
  const textReason = text && reasonOf(() => mismatch(text, listed(textOf(response)), show));
  if (textReason) fail('text', NO_TEXT[response.body.kind] ?? `the text ${textReason}`);
  return failures;
}

/** Why an answer has no text. */
const NO_TEXT: Readonly<Record<string, string>> = {
  json: 'the answer is JSON: expect it with `body`',
  binary: 'the answer is not text',
};

/** The reason, or why it cannot be determined. */
function reasonOf(find: () => string | undefined): string | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof NotEvaluable) return `cannot be checked: ${error.message}`;
    throw error;
  }
}

function textOf({ body }: Response): string | undefined {
  if (body.kind === 'empty') return '';
  return body.kind === 'text' ? body.text : undefined;
}

const listed = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);

/**
 * The first value at a JSONPath of a response body; undefined if there is none.
 * @throws NotEvaluable if a variable's value makes the path invalid, or if it takes too long
 */
export const select = (path: string, response: Response): Json | undefined => selectAll(path, response)[0];

function selectAll(path: string, { body }: Response): readonly Json[] {
  if (body.kind !== 'json') return [];
  const texts = numbersByHolder(body.value, body.numbers);
  return nodesAt(path, body.value).map(({ location }) => exactly(body.value, location, texts));
}

/** Why values do not match, as the end of a sentence; undefined if they match. */
function mismatch(matcher: Matcher, values: readonly Json[], show: Show): string | undefined {
  const [value] = values;
  if (matcher.count !== undefined && matcher.count !== values.length)
    return `is there ${values.length} times, expected ${show(matcher.count)}`;
  if (matcher.exists !== undefined && matcher.exists !== values.length > 0)
    return matcher.exists ? 'is missing' : `is present: ${show(value)}`;
  const ofValue = (Object.keys(matcher) as (keyof Matcher)[]).filter(isOfValue);
  if (ofValue.length === 0) return undefined;
  if (value === undefined) return 'is missing';
  for (const word of ofValue) {
    const reason = MISMATCHES[word](value, matcher, show);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

type OfValue = Exclude<keyof Matcher, 'count' | 'exists'>;

const isOfValue = (word: keyof Matcher): word is OfValue => word !== 'count' && word !== 'exists';

/** Checks of a value by matcher, each with the reason for a mismatch. */
const MISMATCHES: {
  readonly [word in OfValue]: (value: Json, matcher: Matcher, show: Show) => string | undefined;
} = {
  equals: (value, { equals = null }, shown) => {
    if (isSameJson(value, equals)) return undefined;
    const [is, expected] = shown === show ? both(value, equals) : [shown(value), shown(equals)];
    return `is ${is}, expected ${expected}`;
  },
  length: (value, { length: expected }) => {
    const length = typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
    return length === expected ? undefined : `has length ${length ?? '(none)'}, expected ${show(expected)}`;
  },
  matches: (value, { matches = '' }, show) => {
    const found = typeof value === 'string' ? boundedSearch(matches, value) : null;
    return found
      ? undefined
      : `is ${show(value)}, expected to match ${typeof matches === 'string' ? `/${matches}/` : show(matches)}`;
  },
  contains: (value, { contains }, show) => {
    const fits =
      typeof value === 'string'
        ? isScalar(contains) && value.includes(String(contains))
        : Array.isArray(value) && value.some((item) => isSameJson(item, contains));
    return fits ? undefined : `is ${show(value)}, expected to contain ${show(contains)}`;
  },
  includes: (value, { includes = null }, shown) => {
    const { path, found, expected } = lacking(value, includes, '') ?? {};
    if (path === undefined) return undefined;
    const show = isSecretPath(path) ? showHidden : shown;
    const is = path === '' ? `is ${show(found)}` : `has ${show(found)} at ${path.slice(1)}`;
    return `${is}, expected to include ${show(expected)}`;
  },
  type: (value, { type: expected }) => {
    const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
    const type = isExact(value) ? 'number' : kind;
    return type === expected
      ? undefined
      : `is a ${type}, expected a ${typeof expected === 'string' ? cutEnd(expected, MOST) : show(expected)}`;
  },
};

interface Lacking {
  readonly path: string;
  readonly found: Json | undefined;
  readonly expected: Json;
}

/** The first part of `part` that is missing or different in a value; undefined if all match. */
function lacking(value: Json | undefined, part: Json, path: string): Lacking | undefined {
  const here = { path, found: value, expected: part };
  const isMapping = typeof part === 'object' && part !== null && !Array.isArray(part);
  if (!isMapping) return value !== undefined && isSameJson(value, part) ? undefined : here;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return here;
  const whole = value as Readonly<Record<string, Json>>;
  for (const [key, expected] of Object.entries(part as Readonly<Record<string, Json>>)) {
    const found = lacking(Object.hasOwn(whole, key) ? whole[key] : undefined, expected, `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}

/** Whether a value is not an array or object, which a text cannot contain. */
const isScalar = (value: Json | undefined): boolean =>
  typeof value !== 'object' || value === null || isExact(value);

/** Writes a value into a message. */
type Show = (value: Json | undefined) => string;

const show: Show = (value) =>
  value === undefined ? 'nothing' : cutEnd(writeJson(withoutSecrets(value)), MOST);

/** Whether a secret is there may be shown, but not its value. */
const showHidden: Show = (value) => (value === undefined ? 'nothing' : `"${HIDDEN}"`);

const shownAt = (path: string): Show => (isSecretPath(path) ? showHidden : show);

/** Two different values, cut around their difference. */
const both = (one: Json, other: Json): readonly [string, string] =>
  cutAround(writeJson(withoutSecrets(one)), writeJson(withoutSecrets(other)), MOST);

/** A copy of a value without the members that have a secret's name. A cut may separate a value from its name. */
function withoutSecrets(value: Json): Json {
  if (typeof value !== 'object' || value === null || isExact(value)) return value;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, isSecretName(key) ? HIDDEN : withoutSecrets(child)]),
  );
}

/** Characters to show of a value. */
const MOST = 200;
