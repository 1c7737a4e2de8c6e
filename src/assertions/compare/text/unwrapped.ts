/** A decoded text. Its ids correspond as in any other text. */
export interface Unwrapped {
  readonly text: string;
  /** Equal for texts with the same encoding. */
  readonly wrapping: string;
}

/**
 * Decodes Base64, then percent-encoding; undefined for a text without either. Lossless: texts encoded differently have
 * different `wrapping`.
 */
export function unwrapped(written: string): Unwrapped | undefined {
  const decoded = ofBase64(written);
  if (decoded === undefined && !written.includes('%')) return undefined;
  let text = decoded ?? written;
  let wrapping = decoded === undefined ? '' : 'Base64';
  for (let level = 0; level < MOST_LEVELS && text.includes('%'); level++) {
    const next = unescaped(text);
    if (!next) break;
    text = next.text;
    wrapping += next.wrapping;
  }
  return wrapping === '' ? undefined : { text, wrapping };
}

/** Depth of URLs nested in URLs. */
const MOST_LEVELS = 3;

const ESCAPE = /%([2-7][0-9A-F])/gi;

/**
 * Decodes percent-encoded ASCII. `wrapping` lists each escape if all its occurrences have the same spelling, else the
 * spelling of each occurrence.
 */
function unescaped(text: string): Unwrapped | undefined {
  const escaped = new Set<string>();
  const inner = text.replace(ESCAPE, (_, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    escaped.add(character);
    return character;
  });
  if (escaped.size === 0) return undefined;
  const spellings = new Map<string, string[]>();
  for (const [written] of text.matchAll(/%[2-7][0-9A-F]|./gis)) {
    const character =
      written.length === 1 ? written : String.fromCharCode(Number.parseInt(written.slice(1), 16));
    if (!escaped.has(character)) continue;
    const known = spellings.get(character);
    if (known) known.push(written);
    else spellings.set(character, [written]);
  }
  const wrapping = [...spellings].map(([character, all]) =>
    all.every((each) => each === all[0]) ? `${all[0]}` : `${character}(${all.join('')})`,
  );
  return { text: inner, wrapping: wrapping.sort().join(' ') };
}

/** Base64 lengths that are decoded: at least that of a UUID, at most 100,000 characters. */
const LEAST = 48;
const MOST = 100_000;

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$|^[A-Za-z0-9_-]+={0,2}$/;
const PRINTABLE = /^[\t\n\r\x20-\x7e]+$/;

/**
 * Decodes a Base64 string to printable text; undefined if it is not Base64, not printable, or would be encoded
 * differently.
 */
function ofBase64(text: string): string | undefined {
  if (text.length < LEAST || text.length > MOST || text.length % 4 !== 0 || !BASE64.test(text))
    return undefined;
  const inner = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  if (!PRINTABLE.test(inner)) return undefined;
  const again = btoa(inner);
  const isUrlSafe = text.includes('-') || text.includes('_');
  return (isUrlSafe ? again.replaceAll('+', '-').replaceAll('/', '_') : again) === text ? inner : undefined;
}
