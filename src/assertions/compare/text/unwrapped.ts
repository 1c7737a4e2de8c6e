/** Characters of the Base64 of a UUID, the shortest that is looked into, and those of the longest. */
const LEAST = 48;
const MOST = 100_000;

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$|^[A-Za-z0-9_-]+={0,2}$/;
const PRINTABLE = /^[\t\n\r\x20-\x7e]+$/;

/**
 * The text that a Base64 string is of, undefined for any other string: ids within it correspond as elsewhere. Nothing is
 * lost: one text has one Base64, and what is written otherwise is left as it is.
 */
export function unwrapped(text: string): string | undefined {
  if (text.length < LEAST || text.length > MOST || text.length % 4 !== 0 || !BASE64.test(text))
    return undefined;
  const inner = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  if (!PRINTABLE.test(inner)) return undefined;
  const again = btoa(inner);
  const isUrlSafe = text.includes('-') || text.includes('_');
  return (isUrlSafe ? again.replaceAll('+', '-').replaceAll('/', '_') : again) === text ? inner : undefined;
}
