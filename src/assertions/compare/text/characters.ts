/** Classes of ASCII characters, one bit each. */
export const DIGIT = 1;
export const HEX = 2;
const LETTER = 4;
export const CAPITAL_HEX = 8;

const CLASS = new Uint8Array(128);
for (let code = 48; code < 58; code++) CLASS[code] = DIGIT | HEX | CAPITAL_HEX;
for (let code = 65; code < 91; code++) CLASS[code] = LETTER | (code < 71 ? CAPITAL_HEX : 0);
for (let code = 97; code < 123; code++) CLASS[code] = LETTER | (code < 103 ? HEX : 0);

/** The classes of a character; 0 for what is not a letter or digit of ASCII. */
export const classOf = (code: number): number => (code < 128 ? (CLASS[code] as number) : 0);

/** As above, of the character at an offset; 0 outside of the text. */
export const classAt = (text: string, at: number): number => classOf(text.charCodeAt(at));

/** Whether a part of a text is within it, and each of its characters is of one of the classes. */
export function areAll(classes: number, text: string, from: number, to: number): boolean {
  if (to > text.length) return false;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code > 127 || ((CLASS[code] as number) & classes) === 0) return false;
  }
  return true;
}
