import type { Json } from './basics.ts';
import { canonicalNumber, numbersByHolder, type WrittenNumber } from './json-text.ts';

/**
 * A number whose text JavaScript's number does not preserve. It may occur in JSON values. `writeJson` writes its text;
 * other code sees a plain number.
 */
class ExactNumber {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }

  toString(): string {
    return this.#text;
  }

  toJSON(): number {
    return Number(this.#text);
  }
}

const textOf = (value: unknown): string | undefined =>
  value instanceof ExactNumber ? value.text : undefined;

/**
 * Texts of numbers by containing object or array, then by key or index. The key undefined is the container of the root.
 */
export interface NumberTexts {
  readonly get: (holder: never) => ReadonlyMap<string | number, string> | undefined;
}

/** The value at a place of a body, with numbers as they were written. */
export function exactly(root: Json, at: readonly (string | number)[], texts: NumberTexts): Json {
  let [holder, value]: [unknown, unknown] = [undefined, root];
  for (const key of at) [holder, value] = [value, (value as Record<string | number, unknown>)[key]];
  const text = texts.get(holder as never)?.get(at.at(-1) ?? '');
  return text === undefined ? withTexts(value as Json, texts) : exact(text);
}

/** A copy of a value with numbers as they were written, at any depth. */
export function withTexts(value: Json, texts: NumberTexts): Json {
  if (typeof value !== 'object' || value === null || isExact(value)) return value;
  const own = texts.get(value as never);
  let isChanged = own !== undefined;
  const member = (key: string | number, child: Json): Json => {
    const text = own?.get(key);
    const read = text === undefined ? withTexts(child, texts) : exact(text);
    isChanged ||= read !== child;
    return read;
  };
  const read = Array.isArray(value)
    ? value.map((child: Json, index) => member(index, child))
    : Object.fromEntries(Object.entries(value).map(([key, child]) => [key, member(key, child as Json)]));
  return isChanged ? read : value;
}

const exact = (text: string): Json => new ExactNumber(text) as unknown as Json;

/** Whether a value is an `ExactNumber`. */
export const isExact = (value: unknown): boolean => value instanceof ExactNumber;

/** A place in a value: its keys and indexes. */
type Place = WrittenNumber['at'];

/** The exact numbers in a value, so that it can be stored as plain JSON. */
export function exactNumbers(value: unknown, at: Place = []): (readonly [Place, string])[] {
  const text = textOf(value);
  if (text !== undefined) return [[at, text]];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((child, index) => exactNumbers(child, [...at, index]));
  return Object.entries(value).flatMap(([key, child]) => exactNumbers(child, [...at, key]));
}

/** Puts exact numbers back into a value that was read from plain JSON. */
export function restoreExact(root: unknown, numbers: readonly (readonly [Place, string])[]): void {
  for (const [at, text] of numbers) {
    let holder = root as Record<string, unknown>;
    for (const key of at.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
    holder[at.at(-1) as string] = exact(text);
  }
}

/** A copy of a value with plain JavaScript numbers. */
export const plainJson = <T>(value: T): T =>
  holdsExact(value) ? (JSON.parse(JSON.stringify(value)) as T) : value;

/** Whether two values are equal. Numbers are compared by value, exact or plain, and -0 is 0. */
export function isSameJson(one: Json | undefined, other: Json | undefined): boolean {
  if (isExact(one) || isExact(other)) {
    const [text, second] = [numberText(one), numberText(other)];
    return text !== undefined && text === second;
  }
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return Object.is(one, other) || (one === 0 && other === 0);
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  return (
    Array.isArray(one) === Array.isArray(other) &&
    keys.length === others.length &&
    keys.every((key) => Object.hasOwn(other, key) && isSameJson(memberOf(one, key), memberOf(other, key)))
  );
}

const memberOf = (value: object, key: string): Json => (value as Readonly<Record<string, Json>>)[key] as Json;

function numberText(value: unknown): string | undefined {
  const text = textOf(value) ?? (typeof value === 'number' ? String(value) : undefined);
  return text === undefined ? undefined : canonicalNumber(text).replace(/^\w+ (-(?=0$))?/, '');
}

const holdsExact = (value: unknown): boolean =>
  value instanceof ExactNumber ||
  (typeof value === 'object' && value !== null && Object.values(value).some(holdsExact));

/** A JSON body as plain data, with the texts of its exact numbers beside it. */
export function storedJson(json: Json): { readonly json: Json; readonly numbers?: readonly WrittenNumber[] } {
  const numbers = exactNumbers(json).map(([at, text]) => ({ at, text }));
  return numbers.length === 0 ? { json } : { json: plainJson(json), numbers };
}

/** The JSON text of a body that was stored. */
export const writeStored = ({ json, numbers }: ReturnType<typeof storedJson>): string =>
  writeJson(exactly(json, [], numbersByHolder(json, numbers)));

/** JSON text of a value, with numbers as they were written. */
export function writeJson(value: Json): string {
  const plain = JSON.stringify(value);
  if (!holdsExact(value)) return plain;
  let mark = 'exact number ';
  while (plain.includes(mark)) mark += '*';
  const marked = JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key, each) {
    const text = textOf(this[key]);
    return text === undefined ? each : mark + text;
  });
  return marked
    .split(`"${mark}`)
    .map((part, index) => (index === 0 ? part : part.replace('"', '')))
    .join('');
}
