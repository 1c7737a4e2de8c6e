import type { Response } from '../model.ts';

/** Microversions, both ends included; an end that is left out is open. */
export interface MicroversionRange {
  readonly since?: string;
  readonly until?: string;
}

const LOWEST = '2.1';

/** The microversion that an answer says it used; Nova's lowest when it says none. */
export const microversionOf = ({ headers }: Response): string =>
  /^compute (\d+\.\d+)$/.exec(headers['openstack-api-version'] ?? '')?.[1] ?? LOWEST;

/** Negative when `a` is the older one. */
export function compareMicroversions(a: string, b: string): number {
  const [major, minor] = numbersOf(a);
  const [otherMajor, otherMinor] = numbersOf(b);
  return major - otherMajor || minor - otherMinor;
}

export const isWithin = ({ since, until }: MicroversionRange, microversion: string): boolean =>
  (since === undefined || compareMicroversions(since, microversion) <= 0) &&
  (until === undefined || compareMicroversions(microversion, until) <= 0);

function numbersOf(microversion: string): readonly [number, number] {
  const [major = 0, minor = 0] = microversion.split('.').map(Number);
  return [major, minor];
}
