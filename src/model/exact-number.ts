import type { Json } from './basics.ts';
import { canonicalNumber, type WrittenNumber } from './json-text.ts';

/**
 * A captured number whose text says more than JavaScript's number holds. It stands among JSON values, is written by
 * `writeJson` as it came, and is a plain number to whoever does not know it.
 */
class ExactNumber {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }

  toJSON(): number {
    return Number(this.#text);
  }
}

const textOf = (value: unknown): string | undefined =>
  value instanceof ExactNumber ? value.text : undefined;

/** The value at a place of a body: as it was written, where that is a number that JavaScript would change. */
export function exactly(
  value: Json,
  at: readonly (string | number)[],
  numbers: readonly WrittenNumber[] = [],
): Json {
  const written = numbers.find(
    (each) => each.at.length === at.length && each.at.every((key, index) => key === at[index]),
  );
  return written && value !== null ? (new ExactNumber(written.text) as unknown as Json) : value;
}

/** A value without such numbers, for what only reads JavaScript's. */
export const plainJson = <T>(value: T): T =>
  holdsExact(value) ? (JSON.parse(JSON.stringify(value)) as T) : value;

/** Whether two values are one number, whatever its kind; undefined when neither is such a number. */
export function isSameNumber(one: Json, other: Json): boolean | undefined {
  if (textOf(one) === undefined && textOf(other) === undefined) return undefined;
  const numberOf = (value: Json) => canonicalNumber(textOf(value) ?? String(value)).replace(/^\w+ /, '');
  return numberOf(one) === numberOf(other);
}

const holdsExact = (value: unknown): boolean =>
  value instanceof ExactNumber ||
  (typeof value === 'object' && value !== null && Object.values(value).some(holdsExact));

/** JSON text of a value, its numbers as they were written. */
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
