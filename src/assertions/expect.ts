import { isDeepStrictEqual } from 'node:util';
import { query } from 'json-p3';
import type { Expectation, Failure, Json, Matcher, Place, Response } from '../model.ts';
import { fill, fillText, type Variables } from './variables.ts';

/**
 * The parts of an expectation that a response does not meet. `places` gives where each stands, by `status`,
 * `headers.<name>`, `body.<path>`, `text`.
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
    failures.push({ code: 'EXPECTATION', message, ...(place ? { place } : {}) });
  };
  if (expected.status && !expected.status.includes(response.status)) {
    fail('status', `status is ${response.status}, expected ${expected.status.join(' or ')}`);
  }
  for (const [name, matcher] of Object.entries(expected.headers)) {
    const reason = mismatch(matcher, response.headers[name]);
    if (reason) fail(`headers.${name}`, `header ${name} ${reason}`);
  }
  for (const [key, matcher] of Object.entries(template.body)) {
    const path = fillText(key, variables);
    const reason = mismatch(fill(matcher, variables), select(path, response));
    if (reason) fail(`body.${key}`, `${path} ${reason}`);
  }
  if (expected.text) {
    const reason = mismatch(expected.text, textOf(response));
    if (reason) fail('text', `the text ${reason}`);
  }
  return failures;
}

function textOf({ body }: Response): string | undefined {
  if (body.kind === 'empty') return '';
  return body.kind === 'text' ? body.text : undefined;
}

/** The first value at a JSONPath of a response's body. */
export function select(path: string, { body }: Response): Json | undefined {
  if (body.kind !== 'json') return undefined;
  return query(path, body.value as never).values()[0] as Json | undefined;
}

/** Why a value does not match, as the end of a sentence; undefined when it does. */
function mismatch(matcher: Matcher, value: Json | undefined): string | undefined {
  if ('exists' in matcher) {
    if (matcher.exists === (value !== undefined)) return undefined;
    return matcher.exists ? 'is not there' : `is there: ${show(value)}`;
  }
  if (value === undefined) return 'is not there';
  if ('equals' in matcher) {
    return isDeepStrictEqual(value, matcher.equals)
      ? undefined
      : `is ${show(value)}, expected ${show(matcher.equals)}`;
  }
  if ('length' in matcher) {
    const length = typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
    return length === matcher.length
      ? undefined
      : `has length ${length ?? '(none)'}, expected ${matcher.length}`;
  }
  if ('matches' in matcher) {
    const fits = typeof value === 'string' && new RegExp(matcher.matches, 'u').test(value);
    return fits ? undefined : `is ${show(value)}, expected to match /${matcher.matches}/`;
  }
  if ('contains' in matcher) {
    const fits =
      typeof value === 'string'
        ? value.includes(String(matcher.contains))
        : Array.isArray(value) && value.some((item) => isDeepStrictEqual(item, matcher.contains));
    return fits ? undefined : `is ${show(value)}, expected to contain ${show(matcher.contains)}`;
  }
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return type === matcher.type ? undefined : `is a ${type}, expected a ${matcher.type}`;
}

function show(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
