/** Secrets that a deployment generates, by their first characters. */
import { classAt } from './characters.ts';

/** Offset after Base64 that begins at an offset. */
export function base64End(text: string, from: number): number {
  let end = from;
  while (classAt(text, end) !== 0 || text.charCodeAt(end) === 43 || text.charCodeAt(end) === 47) end++;
  while (text.charCodeAt(end) === 61 && end < text.length) end++;
  return end;
}

/** Digits of a SHA-256 digest in Base64 without padding. */
const SHA256_DIGITS = 43;

/** Offset after the digest of a key that OpenSSH writes as `SHA256:` and Base64; -1 for none. */
export function sha256End(text: string, start: number): number {
  const end = start + SHA256_DIGITS;
  return base64End(text, start) === end ? end : -1;
}

/** Whether an encrypted message (CMS), as of a password, begins at an offset. */
export const isEncrypted = (text: string, start: number): boolean =>
  text.startsWith('MII', start) &&
  /^MII[A-Za-z0-9+/]{3}IBAzCC[A-Za-z0-9+/]{3}GCSqGSIb3DQEHAaCC/.test(text.slice(start, start + 64));

/** Offset of the Base64 of the SSH key whose type begins at an offset; -1 for none. */
export function sshKeyStart(text: string, type: number): number {
  if (!text.startsWith('ssh-', type) && !text.startsWith('ecdsa-sha2-', type)) return -1;
  const start = text.indexOf(' ', type) + 1;
  return start === 0 || start - type > 40 ? -1 : start;
}

/** The content of the PEM block that begins at an offset, without its first and last line; undefined if it has no end. */
export function pemAt(
  text: string,
  start: number,
): { readonly start: number; readonly end: number } | undefined {
  const label = text.indexOf('-----', start + 11);
  const end = label < 0 ? -1 : text.indexOf('-----END ', label + 5);
  return end < 0 ? undefined : { start: label + 5, end };
}

/** Characters of the shortest token of Keystone. */
const SHORTEST_TOKEN = 100;

/** Offset after the token of Keystone (Fernet) that begins at an offset; -1 for none. */
export function tokenEnd(text: string, start: number): number {
  if (!text.startsWith('gAAAAA', start)) return -1;
  let end = start;
  while (classAt(text, end) !== 0 || text.charCodeAt(end) === 45 || text.charCodeAt(end) === 95) end++;
  if (end - start < SHORTEST_TOKEN) return -1;
  while (text.charCodeAt(end) === 61) end++;
  return end;
}
