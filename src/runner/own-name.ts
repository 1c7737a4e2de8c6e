import { randomBytes } from 'node:crypto';

/**
 * A name for what a run creates: `run-scenarios-6929d1a0-5f0c2b9e`, with the seconds since 1970 and a random number, both
 * as eight hexadecimal digits. So `run-scenarios sweep` recognizes it, and knows its age.
 */
export function ownName(now = Date.now()): string {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0');
  return `${OWN_PREFIX}${seconds}-${randomBytes(4).toString('hex')}`;
}

export const OWN_PREFIX = 'run-scenarios-';
const OWN = new RegExp(`(?<![\\w-])${OWN_PREFIX}([\\da-f]{8})-[\\da-f]{8}(?![\\da-f])`);

/** When a run made this name, or the name that it contains: milliseconds since 1970. Undefined for others' names. */
export function madeAt(name: string): number | undefined {
  const [, seconds] = OWN.exec(name) ?? [];
  return seconds === undefined ? undefined : Number.parseInt(seconds, 16) * 1000;
}
