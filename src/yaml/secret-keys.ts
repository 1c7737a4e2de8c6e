import { distance } from 'fastest-levenshtein';

/** Parts of the names of secrets. */
const PARTS = [
  ...['password', 'passphrase', 'passwd', 'secret', 'token', 'credential', 'authorization', 'cookie'],
  ...['privatekey', 'accesskey', 'apikey'],
] as const;

const SHORT = /^(pass|pwd?|jwt)$/;

/** Longer words are not compared with the names. */
const LONGEST = 24;

const known = new Map<string, boolean>();
const MOST_KNOWN = 10_000;

/** Whether a key may hold a secret. It may be misspelt: `pasword`, `application_credential_secert`. */
export function isLikeSecret(key: string): boolean {
  const before = known.get(key);
  if (before !== undefined) return before;
  const words = key
    .slice(0, 200)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  const whole = words.join('');
  const is = PARTS.some((part) => whole.includes(part)) || words.some(isLikePart);
  if (known.size < MOST_KNOWN) known.set(key, is);
  return is;
}

const isLikePart = (word: string): boolean =>
  SHORT.test(word) ||
  (word.length <= LONGEST && PARTS.some((part) => distance(word, part) <= (part.length < 6 ? 1 : 2)));
