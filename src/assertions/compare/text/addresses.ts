import type { FieldKind } from './field.ts';

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
export function isIpv6(text: string): boolean {
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

/** Whether an IPv6 address has the form of RFC 5952: lower case, no leading zeros, compressed. */
export function isCanonicalIpv6(text: string): boolean {
  if (text !== text.toLowerCase() || /(^|:)0[0-9a-f]/.test(text)) return false;
  return text.includes('::') || !/(^|:)0:0(:|$)/.test(text);
}
