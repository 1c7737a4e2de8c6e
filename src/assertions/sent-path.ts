/** Characters that are invalid in an HTTP path or query. */
const UNSENDABLE = /[^\x21-\x7e]|["#<>\\^`{}]/gu;

/** Percent-encodes invalid characters of a path and query. The rest is unchanged, including `/../` and `%2F`. */
export const sentPath = (path: string): string =>
  path.replace(UNSENDABLE, (character) => (isLone(character) ? '%EF%BF%BD' : encodeURIComponent(character)));

/** Whether a character is a lone surrogate, which has no UTF-8 bytes. */
const isLone = (character: string): boolean => /^[\ud800-\udfff]$/u.test(character);
