import { isUtf8 } from 'node:buffer';

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
  let text = decoded?.text ?? written;
  let wrapping = decoded?.wrapping ?? '';
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

/** Base64 lengths that are decoded: at least that of an address, at most 100,000 characters. */
const LEAST = 11;
const MOST = 100_000;

const DASH = 45;

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$|^[A-Za-z0-9_-]+={0,2}$/;
const PRINTABLE = /^[\t\n\r\x20-\x7e\x80-\xff]+$/;
const ASCII = /^[^\x80-\xff]+$/;

/**
 * Decodes a Base64 string to printable text; undefined if it is not Base64, not printable, or would be encoded
 * differently.
 */
function ofBase64(text: string): Unwrapped | undefined {
  if (text.length < LEAST || text.length > MOST || text.length % 4 === 1 || !beginsPrintable(text))
    return undefined;
  const isUnpadded = text.length % 4 !== 0;
  if (!BASE64.test(text) || (isUnpadded && text.endsWith('='))) return undefined;
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  if (!PRINTABLE.test(bytes)) return undefined;
  const isUrlSafe = text.includes('-') || text.includes('_');
  let again = btoa(bytes);
  if (isUrlSafe) again = again.replaceAll('+', '-').replaceAll('/', '_');
  if (isUnpadded) again = again.replace(/=+$/, '');
  const inner = ASCII.test(bytes) ? bytes : ofUtf8(bytes);
  if (again !== text || inner === undefined) return undefined;
  return { text: inner, wrapping: `Base64${isUrlSafe ? ' for URLs' : ''}${isUnpadded ? ' unpadded' : ''}` };
}

/** Whether the first two bytes can begin a text. A fast test that few ids pass, and no UUID. */
function beginsPrintable(text: string): boolean {
  if (text.length === 36 && text.charCodeAt(8) === DASH && text.charCodeAt(13) === DASH) return false;
  const one = valueAt(text, 0);
  const two = valueAt(text, 1);
  const three = valueAt(text, 2);
  if (one < 0 || two < 0 || three < 0) return false;
  const first = (one << 2) | (two >> 4);
  const second = ((two & 15) << 4) | (three >> 2);
  return isVisible(first) && (isVisible(second) || second > 193);
}

const isVisible = (byte: number): boolean =>
  (byte > 31 && byte < 127) || byte === 9 || byte === 10 || byte === 13;

const VALUES = new Int8Array(128).fill(-1);
for (const digits of ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', '-_'])
  for (let index = 0; index < digits.length; index++)
    VALUES[digits.charCodeAt(index)] = digits.length === 2 ? 62 + index : index;

const valueAt = (text: string, at: number): number => VALUES[text.charCodeAt(at)] ?? -1;

function ofUtf8(bytes: string): string | undefined {
  const buffer = Buffer.from(bytes, 'latin1');
  return isUtf8(buffer) ? buffer.toString('utf8') : undefined;
}
