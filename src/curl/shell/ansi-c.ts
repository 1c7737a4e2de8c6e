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

const ESCAPE = /\\(?:u([\dA-Fa-f]{1,4})|U([\dA-Fa-f]{1,8})|x([\dA-Fa-f]{1,2})|([0-7]{1,3})|(.))/gs;

/** The text that bash reads from the inside of `$'…'`. */
export const ansiC = (text: string): string =>
  text.replace(ESCAPE, (whole, short?: string, long?: string, hex?: string, octal?: string, one?: string) => {
    if (one !== undefined) return SIMPLE[one] ?? (/[\\'"?]/.test(one) ? one : whole);
    const code =
      octal === undefined ? Number.parseInt(short ?? long ?? hex ?? '', 16) : Number.parseInt(octal, 8);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
