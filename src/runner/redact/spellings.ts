/**
 * A regular expression, as text, for the encodings of a value: plain, JSON (also nested), percent-encoded (also twice),
 * and Base64, alone or as part of a longer value.
 */
export function spellings(value: string): string {
  // Padding of Base64 may be omitted.
  const needle = value.replace(/=+$/, '') || value;
  return [[...needle].map(character).join(''), ...inBase64(needle)].join('|');
}

function character(each: string): string {
  if (/[a-z\d]/i.test(each)) return each;
  const bytes = [...Buffer.from(each)].map((byte) => `%(?:25)*${hex(byte)}`).join('');
  const units = [...Array(each.length).keys()].map((index) => each.charCodeAt(index));
  const escaped = units.map((unit) => `\\\\+u${hex(unit >> 8)}${hex(unit & 0xff)}`).join('');
  const short = SHORT_ESCAPES[each];
  const all = [`\\\\*${literally(each)}`, bytes, escaped, ...(short ? [`\\\\+${short}`] : [])];
  return `(?:${all.join('|')}${each === ' ' ? '|\\+' : ''})`;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\b': 'b',
  '\f': 'f',
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
    const whole = text.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3));
    return [...whole].map((each) => BASE64[each] ?? each).join('');
  });
}

/** Variants in URLs and escaped JSON. */
const BASE64: Readonly<Record<string, string>> = {
  '+': '(?:[+-]|%2[Bb])',
  '/': '(?:\\\\*/|_|%2[Ff])',
};

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
