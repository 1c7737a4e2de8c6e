import { randomUUID } from 'node:crypto';

export const OWN_PREFIX = 'run-scenarios-';
const OWN = new RegExp(
  `(?<![\\w-])${OWN_PREFIX}([\\da-f]{8})-([\\da-f]{4})-7[\\da-f]{3}-[89ab][\\da-f]{3}-[\\da-f]{12}(?![\\da-f])`,
);

/**
 * A name for what a run creates, with a UUID of version 7, which contains the time. So `run-scenarios sweep` recognizes
 * it, and knows its age.
 * @param now milliseconds since 1970
 */
export function ownName(now = Date.now()): string {
  const time = now.toString(16).padStart(12, '0');
  return `${OWN_PREFIX}${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** When a run made this name, or the name that it contains: milliseconds since 1970. Undefined for others' names. */
export function madeAt(name: string): number | undefined {
  const [, high, low] = OWN.exec(name) ?? [];
  return high === undefined ? undefined : Number.parseInt(`${high}${low}`, 16);
}
