import type { Json } from './basics.ts';

/** A number whose text JavaScript does not preserve: `9007199254740993`, `1.0`, `1e+15`, `-0`, `NaN`. */
export interface WrittenNumber {
  /** Keys and indexes from the root. */
  readonly at: readonly (string | number)[];
  readonly text: string;
}

export interface ReadJson {
  /** The value, with null for NaN and Infinity, which Python writes although they are not JSON. */
  readonly value: Json;
  /** Absent if JavaScript writes every number in the same way. */
  readonly numbers?: readonly WrittenNumber[];
}

/** Maximum nesting depth. Later code recurses over the value. */
export const MOST_DEPTH = 500;

/**
 * Parses JSON and records numbers that JavaScript would write differently.
 * @throws SyntaxError for invalid JSON or too deep nesting
 */
export function readJson(text: string): ReadJson {
  const { numbers, constants } = writtenNumbers(text);
  let plain = '';
  let end = 0;
  for (const [from, to] of constants) {
    plain += `${text.slice(end, from)}null`;
    end = to;
  }
  const value = JSON.parse(end === 0 ? text : plain + text.slice(end)) as Json;
  return numbers.length === 0 ? { value } : { value, numbers };
}

interface Level {
  readonly isList: boolean;
  key: string | number;
  /** Of an object: where the numbers of each key begin and end in the list of numbers. */
  noted?: Map<string | number, [number, number]>;
}

/** Scans the text once. Invalid JSON is left for `JSON.parse` to report. */
function writtenNumbers(text: string): { numbers: WrittenNumber[]; constants: [number, number][] } {
  const numbers: (WrittenNumber | undefined)[] = [];
  const constants: [number, number][] = [];
  const levels: Level[] = [];
  let level: Level | undefined;
  let [keyFrom, keyTo] = [0, 0];
  /** A key that is given twice has its last value, so the numbers of the earlier one are dropped. */
  const replaceKey = (noted: NonNullable<Level['noted']>, key: string): void => {
    const [first, last] = noted.get(key) ?? [0, 0];
    numbers.fill(undefined, first, last);
    noted.delete(key);
  };
  const note = (from: number, to: number): void => {
    const at = levels.map(({ key }) => key);
    if (level && !level.isList) at[at.length - 1] = keyAt(text, keyFrom, keyTo);
    for (const [depth, holder] of levels.entries()) {
      if (holder.isList) continue;
      holder.noted ??= new Map();
      const [first] = holder.noted.get(at[depth] as string) ?? [numbers.length];
      holder.noted.set(at[depth] as string, [first, numbers.length + 1]);
    }
    numbers.push({ at, text: text.slice(from, to) });
  };
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = stringEnd(text, at);
      if (end < 0) break;
      if (level && !level.isList && isKey(text, end)) {
        [keyFrom, keyTo] = [at, end + 1];
        if (level.noted) replaceKey(level.noted, keyAt(text, keyFrom, keyTo));
      }
      at = end;
    } else if (code === 123 || code === 91) {
      if (level && !level.isList) level.key = keyAt(text, keyFrom, keyTo);
      level = { isList: code === 91, key: 0 };
      if (levels.push(level) > MOST_DEPTH) throw new SyntaxError(`nested more than ${MOST_DEPTH} deep`);
    } else if (code === 125 || code === 93) {
      levels.pop();
      level = levels.at(-1);
    } else if (code === COMMA) {
      if (level?.isList) level.key = (level.key as number) + 1;
    } else if (isNumberStart(code)) {
      const end = numberEnd(text, at);
      const isConstant = text.charCodeAt(end - 1) > 57;
      if (
        isConstant
          ? text.startsWith('NaN', at) || /^-?Infinity$/.test(text.slice(at, end))
          : !isPlain(text, at, end)
      ) {
        note(at, end);
        if (isConstant) constants.push([at, end]);
      }
      at = end - 1;
    } else if (code === 116 || code === 102 || code === 110) at = numberEnd(text, at) - 1;
  }
  return { numbers: numbers.filter((each) => each !== undefined), constants };
}

const QUOTE = 34;
const COLON = 58;
const COMMA = 44;

function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return -1;
}

/** A string before a colon is a key. */
function isKey(text: string, end: number): boolean {
  let next = end + 1;
  while (text.charCodeAt(next) <= 32) next++;
  return text.charCodeAt(next) === COLON;
}

function keyAt(text: string, from: number, to: number): string {
  const plain = text.slice(from + 1, to - 1);
  return plain.includes('\\') ? (JSON.parse(text.slice(from, to)) as string) : plain;
}

const isNumberStart = (code: number): boolean =>
  (code >= 48 && code <= 57) || code === 45 || code === 78 || code === 73;

function numberEnd(text: string, start: number): number {
  let end = start + 1;
  for (
    let code = text.charCodeAt(end);
    (code >= 48 && code <= 57) ||
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    code === 43 ||
    code === 45 ||
    code === 46;
    code = text.charCodeAt(++end)
  );
  return end;
}

/** Whether JavaScript writes a number in the same way. Short integers always qualify. */
function isPlain(text: string, start: number, end: number): boolean {
  if (end - start < 16) {
    let at = text.charCodeAt(start) === 45 ? start + 1 : start;
    const first = text.charCodeAt(at);
    while (at < end && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++;
    if (at === end) return first !== 48 || text.charCodeAt(start) !== 45;
  }
  const written = text.slice(start, end);
  return String(Number(written)) === written;
}

/**
 * A text that is equal for equal numbers of the same kind. Kinds are integer and non-integer, which clients in other
 * languages distinguish.
 */
export function canonicalNumber(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === '') return text;
  const kind = /[.eE]/.test(text) ? 'float' : 'integer';
  const all = (whole + fraction).replace(/^0+(?=\d)/, '');
  let size = all.length;
  while (size > 1 && all.charCodeAt(size - 1) === 48) size--;
  const shift = Number(exponent) - fraction.length + (all.length - size);
  const digits = all.slice(0, size);
  return `${kind} ${sign}${digits}${digits === '0' ? '' : `e${shift}`}`;
}

/** The texts of numbers by the object or array that contains them; the key undefined is the container of the root. */
export function numbersByHolder(
  value: Json,
  numbers: readonly WrittenNumber[] = [],
): ReadonlyMap<unknown, ReadonlyMap<string | number, string>> {
  const holders = new Map<unknown, Map<string | number, string>>();
  for (const { at, text } of numbers) {
    let holder: unknown;
    let member: unknown = value;
    for (const key of at) {
      holder = member;
      member = (holder as Record<string | number, unknown> | null | undefined)?.[key];
    }
    // Another member of the same name may replace a number, and files of older versions name redacted members.
    if (typeof member !== 'number' && member !== null) continue;
    const texts = holders.get(holder) ?? new Map<string | number, string>();
    holders.set(holder, texts.set(at.at(-1) ?? '', text));
  }
  return holders;
}
