import { areAll, CAPITAL_HEX, classAt, DIGIT, HEX } from './characters.ts';
import type { FieldKind } from './field.ts';
import type { Form } from './forms.ts';

const DASH = 45;
const DOT = 46;
const COLON = 58;

const PAIRS = [
  [HEX, 'mac', 'fingerprint'],
  [CAPITAL_HEX, 'MAC', 'FINGERPRINT'],
] as const;

/**
 * The MAC address, or fingerprint of a key, that begins at an offset: pairs of digits with colons between. A MAC address
 * can have dashes instead.
 */
export function pairsAt(
  text: string,
  start: number,
  separator: number,
): { readonly form: Form; readonly end: number } | undefined {
  for (const [digits, small, large] of PAIRS) {
    let [pairs, end] = [0, start];
    while (areAll(digits, text, end, end + 2) && pairs < 33) {
      pairs++;
      end += 2;
      if (text.charCodeAt(end) !== separator) break;
      end++;
    }
    if (classAt(text, end) !== 0) continue;
    if (text.charCodeAt(end - 1) === separator || text.charCodeAt(start - 1) === separator) continue;
    if (pairs === 6) return { form: small, end };
    if (separator !== COLON) continue;
    if (pairs === 16 || pairs === 20 || pairs === 32) return { form: large, end };
  }
  return undefined;
}

/** Offset after the IPv6 address that begins at an offset; -1 for none. @param colon offset of its first colon */
export function ipv6End(text: string, start: number, colon: number): number {
  const isShortened = text.charCodeAt(colon + 1) === COLON && text.charCodeAt(colon - 1) !== COLON;
  if (start === colon && !isShortened) return -1;
  let end = start;
  while (
    end - start < 46 &&
    (areAll(HEX | CAPITAL_HEX, text, end, end + 1) ||
      text.charCodeAt(end) === COLON ||
      (text.charCodeAt(end) === DOT && end < text.length))
  )
    end++;
  if (classAt(text, end) !== 0) return -1;
  // A dot or colon of the sentence.
  while (
    end > colon &&
    (text.charCodeAt(end - 1) === DOT ||
      (text.charCodeAt(end - 1) === COLON && text.charCodeAt(end - 2) !== COLON))
  )
    end--;
  return end - start > 3 && isIpv6(text.slice(start, end)) ? end : -1;
}

/** Offset after the IPv4 address that begins at an offset, which may be a version; -1 for none. */
export function ipv4End(text: string, start: number): number {
  if (text.charCodeAt(start - 1) === DOT) return -1;
  let end = start;
  for (let part = 0; part < 4; part++) {
    let value = 0;
    const from = end;
    while (classAt(text, end) & DIGIT && end - from < 4) value = value * 10 + text.charCodeAt(end++) - 48;
    if (end === from || value > 255 || end - from > 3) return -1;
    if (text.charCodeAt(from) === 48 && end - from > 1) return -1;
    if (part < 3 && text.charCodeAt(end++) !== DOT) return -1;
  }
  const next = classAt(text, end);
  return next !== 0 || (text.charCodeAt(end) === DOT && classAt(text, end + 1) & DIGIT) ? -1 : end;
}

/** Offset after the IPv4 address in a name that Neutron gives a port, `host-10-0-0-5`; -1 for none. */
export function namedIpv4End(text: string, start: number): number {
  const [found = ''] = NAMED.exec(text.slice(start, start + LONGEST_NAMED)) ?? [];
  const end = start + found.length;
  const isWhole = classAt(text, end) === 0 && text.charCodeAt(end) !== DASH;
  return found !== '' && isWhole && ipv4End(found.replaceAll('-', '.'), 0) > 0 ? end : -1;
}

const NAMED = /^\d{1,3}(?:-\d{1,3}){3}/;
const LONGEST_NAMED = 15;

/** Ranges that clouds assign: private, shared, loopback, link-local, documentation. */
const GIVEN =
  /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|192\.0\.2\.|198\.(18|19)\.|198\.51\.100\.|203\.0\.113\.)/;

/**
 * Whether four dotted numbers are an address of the deployment rather than a version. Decided by the member's kind, the
 * surrounding text, or the address range.
 */
export function isInvented(text: string, start: number, end: number, kind: FieldKind | undefined): boolean {
  // Unspecified addresses and netmasks belong to no host.
  if (/^(0|255)\./.test(text.slice(start, start + 4))) return false;
  if (kind === 'address') return true;
  if (kind === 'version') return false;
  const before = text.slice(Math.max(0, start - 24), start);
  if (/:\/\/$|@$|\b(?:address|ip|host|from|at)\b[^A-Za-z]*$/i.test(before)) return true;
  if (/(?:version|release|v\.?)[^A-Za-z]*$/i.test(before)) return false;
  return GIVEN.test(text.slice(start, end));
}

/** Whether a text is an IPv6 address other than `::`. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const isMixed = last.includes('.');
  const hex = isMixed ? groups.slice(0, -1) : groups;
  if (!hex.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  if (isMixed && !/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(last)) return false;
  const count = hex.length + (isMixed ? 2 : 0);
  return halves.length === 2 ? count > 0 && count < 8 : count === 8;
}

/** How an IPv6 address deviates from RFC 5952: capitals, leading zeros, not compressed. 0 if it does not. */
export function ipv6Style(text: string): number {
  const capitals = text === text.toLowerCase() ? 0 : 1;
  const zeros = /(^|:)0[0-9a-f]/i.test(text) ? 2 : 0;
  const isLong = !text.includes('::') && /(^|:)0+:0+(:|$)/.test(text);
  return capitals + zeros + (isLong ? 4 : 0);
}

/** An IPv6 address as RFC 5952 writes it; one that ends in IPv4 only in lower case. */
export function usualIpv6(text: string): string {
  const lower = text.toLowerCase();
  return lower.includes('.') ? lower : new URL(`http://[${lower}]`).hostname.slice(1, -1);
}
