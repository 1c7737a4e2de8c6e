/** Secrets that a deployment generates, by their first characters. */
import { classAt } from './characters.ts';

/** Offset after Base64 that begins at an offset. */
export function base64End(text: string, from: number): number {
  let end = from;
  while (classAt(text, end) !== 0 || text.charCodeAt(end) === 43 || text.charCodeAt(end) === 47) end++;
  while (text.charCodeAt(end) === 61 && end < text.length) end++;
  return end;
}

/** Whether an encrypted message (CMS), as of a password, begins at an offset. */
export const isEncrypted = (text: string, start: number): boolean =>
  text.startsWith('MII', start) &&
  /^MII[A-Za-z0-9+/]{3}IBAzCC[A-Za-z0-9+/]{3}GCSqGSIb3DQEHAaCC/.test(text.slice(start, start + 64));

/** Offset of the Base64 of the SSH key whose type begins at an offset; -1 for none. */
export function sshKeyStart(text: string, type: number): number {
  const start = text.indexOf(' ', type) + 1;
  return start === 0 || start - type > 40 ? -1 : start;
}

/** Offset after the PEM block that begins at an offset; -1 if it has no end. */
export function pemEnd(text: string, start: number): number {
  const stop = text.indexOf('-----END ', start);
  const end = stop < 0 ? -1 : text.indexOf('-----', stop + 9);
  return end < 0 ? -1 : end + 5;
}
