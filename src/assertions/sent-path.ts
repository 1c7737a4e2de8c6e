/** Characters that HTTP does not take in a path or query, or that would end one. */
const UNSENDABLE = /[^\x21-\x7e]|["#<>\\^`{}]/gu;

/**
 * A path and query as they are sent: what cannot be written is percent-encoded, all else stays as it is, `/../` and
 * `%2F` too.
 */
export const sentPath = (path: string): string =>
  path.replace(UNSENDABLE, (character) => (isLone(character) ? '%EF%BF%BD' : encodeURIComponent(character)));

/** Half of a character, which has no bytes of its own. */
const isLone = (character: string): boolean => /^[\ud800-\udfff]$/u.test(character);
