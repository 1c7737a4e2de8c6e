/** A text that was packed, in which ids correspond as elsewhere. */
export interface Unwrapped {
  readonly text: string;
  /** Equal for texts that are packed alike. */
  readonly wrapping: string;
}

/**
 * Out of Base64, and of the escapes of URLs; undefined for a text that is not packed. Nothing is lost: what is packed
 * otherwise differs in its wrapping.
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

/** A URL within a URL within a URL. */
const MOST_LEVELS = 3;

const ESCAPE = /%([2-7][0-9A-F])/gi;

/**
 * A text whose escapes are of ASCII, without them. The wrapping names each escape, when every such character of the text is
 * written so; else it says of each occurrence how it is written.
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

/** Characters of the Base64 of a UUID, the shortest that is looked into, and those of the longest. */
const LEAST = 48;
const MOST = 100_000;

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$|^[A-Za-z0-9_-]+={0,2}$/;
const PRINTABLE = /^[\t\n\r\x20-\x7e]+$/;

/** The text that a Base64 string is of, undefined for any other string, and for one that is written otherwise. */
function ofBase64(text: string): string | undefined {
  if (text.length < LEAST || text.length > MOST || text.length % 4 !== 0 || !BASE64.test(text))
    return undefined;
  const inner = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  if (!PRINTABLE.test(inner)) return undefined;
  const again = btoa(inner);
  const isUrlSafe = text.includes('-') || text.includes('_');
  return (isUrlSafe ? again.replaceAll('+', '-').replaceAll('/', '_') : again) === text ? inner : undefined;
}
