const SIMPLE: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  E: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Consecutive byte escapes, which may form one character; a Unicode escape; any other escape. */
const ESCAPE = /((?:\\x[\dA-Fa-f]{1,2}|\\[0-7]{1,3})+)|\\(?:u([\dA-Fa-f]{1,4})|U([\dA-Fa-f]{1,8})|(.))/gs;

/** Decodes the content of `$'…'` as bash does. */
export const ansiC = (text: string): string =>
  text.replace(ESCAPE, (whole, bytes?: string, short?: string, long?: string, one?: string) => {
    if (bytes !== undefined) return textOf(bytes);
    if (one !== undefined) return SIMPLE[one] ?? (/[\\'"?]/.test(one) ? one : whole);
    const code = Number.parseInt(short ?? long ?? '', 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });

const textOf = (escapes: string): string =>
  Buffer.from(
    [...escapes.matchAll(/\\(?:x([\dA-Fa-f]+)|([0-7]+))/g)].map(([, hex, octal]) =>
      hex === undefined ? Number.parseInt(octal ?? '', 8) & 0xff : Number.parseInt(hex, 16),
    ),
  ).toString();
