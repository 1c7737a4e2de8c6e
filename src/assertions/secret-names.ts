/** Shown in place of a secret. */
export const HIDDEN = '[redacted]';

/** The last word of a secret's name, or its last two words joined. */
const WORDS =
  /^(pass|passw|passcode|pw|pwd|urlsig|(amz|goog)signature|authorization|jwt|adminpass|rootpass|userpass|(passwd|password|passphrase|secret|token|cookie|credential|(private|api|access|auth|secret|storage|encryption|signing|account|session|shared|ssh|url)key)s?)$/;

/** Endings of names written as one word: `userpassword`, `authtoken`. */
const ENDINGS = /((password|passwd|passphrase|secret|token|privatekey|apikey|accesskey)s?|adminpass)$/;

/** Names with such an ending that are not secrets. */
const HARMLESS = /^(maxtokens?|pagetokens?)$/;

/** Caches results, because the same names recur in every answer. */
const known = new Map<string, boolean>();
const MOST_KNOWN = 10_000;

/** Whether a field, header, parameter or variable of this name is a secret: `adminPass`, `X-Auth-Token`, `api_key`. */
export function isSecretName(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const words = name
    .slice(-80)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  const two = words.slice(-2).join('');
  const is = !HARMLESS.test(two) && (WORDS.test(last) || WORDS.test(two) || ENDINGS.test(last));
  if (known.size < MOST_KNOWN) known.set(name, is);
  return is;
}

/** Whether any name in a JSONPath, or in `headers.<name>`, is a secret's. */
export const isSecretPath = (path: string): boolean => path.split(/[^\w-]+/).some(isSecretName);
