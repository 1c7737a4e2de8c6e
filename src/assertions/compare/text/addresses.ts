import type { FieldKind } from './field.ts';

/** Ranges that clouds give addresses from: private, shared, loopback, link-local, of documentation. */
const GIVEN =
  /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|192\.0\.2\.|198\.(18|19)\.|198\.51\.100\.|203\.0\.113\.)/;

/**
 * Whether four numbers with dots are an address that the deployment gave, and not a version. The name of the member
 * says it, or what stands around them, or their range.
 */
export function isInvented(text: string, start: number, end: number, kind: FieldKind | undefined): boolean {
  if (kind === 'address') return true;
  if (kind === 'version') return false;
  const before = text.slice(Math.max(0, start - 24), start);
  if (/:\/\/$|@$|\b(?:address|ip|host|from|at)\b[^A-Za-z]*$/i.test(before)) return true;
  if (/(?:version|release|v\.?)[^A-Za-z]*$/i.test(before)) return false;
  return GIVEN.test(text.slice(start, end));
}
