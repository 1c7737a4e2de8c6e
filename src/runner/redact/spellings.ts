/**
 * A regular expression, as text, for the encodings of a value: plain, JSON (also nested), percent-encoded (also twice),
 * with entities of HTML, hexadecimal, and Base64, alone or as part of a longer value.
 */
export function spellings(value: string): string {
  // Padding of Base64 may be omitted.
  const needle = value.replace(/=+$/, '') || value;
  const inHex = [...Buffer.from(needle)].map(hex).join('');
  const base64 = inBase64(needle).map((text) => [...text].map((each) => BASE64[each] ?? each).join(''));
  return [[...needle].map(character).join(''), ...base64, inHex].join('|');
}

/** The usual encodings of a value, as texts, whose start or end may remain where a text was cut. */
export const plainSpellings = (value: string): readonly string[] => [
  ...new Set([value, JSON.stringify(value).slice(1, -1), encoded(value), ...inBase64(value)]),
];

/** Percent-encoded. A lone surrogate cannot be. */
const encoded = (value: string): string => encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'));

function character(each: string): string {
  if (/[a-z\d]/i.test(each)) return each;
  const bytes = [...Buffer.from(each)].map((byte) => `%(?:25)*${hex(byte)}`).join('');
  const units = [...Array(each.length).keys()].map((index) => each.charCodeAt(index));
  const escaped = units.map((unit) => `\\\\+u${hex(unit >> 8)}${hex(unit & 0xff)}`).join('');
  const short = SHORT_ESCAPES[each];
  const entity = ENTITIES[each];
  const all = [
    ...(entity ? [`&(?:amp;)*${entity};`] : []),
    `\\\\*${literally(each)}`,
    ...[bytes, escaped],
    ...(short ? [`\\\\+${short}`] : []),
  ];
  return `(?:${all.join('|')}${each === ' ' ? '|\\+' : ''})`;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\b': 'b',
  '\f': 'f',
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '(?:amp|#38|#x26)',
  '<': '(?:lt|#60|#x3[cC])',
  '>': '(?:gt|#62|#x3[eE])',
  '"': '(?:quot|#34|#x22)',
  "'": '(?:apos|#39|#x27)',
};

/** Two hex digits in either case. */
const hex = (byte: number): string =>
  [...byte.toString(16).padStart(2, '0')]
    .map((digit) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit))
    .join('');

/**
 * Base64 depends on the offset modulo 3, so there are three variants. Characters shared with neighbouring bytes are
 * dropped.
 */
function inBase64(value: string): string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3));
  });
}

/** Variants in URLs and escaped JSON. */
const BASE64: Readonly<Record<string, string>> = {
  '+': '(?:[+-]|%2[Bb])',
  '/': '(?:\\\\*/|_|%2[Ff])',
};

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
