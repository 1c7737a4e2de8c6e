import type { InventoryEndpoint, Response } from '../model.ts';

/** A range of microversions, both ends included. An absent end is open. */
export interface MicroversionRange {
  readonly since?: string;
  readonly until?: string;
}

const LOWEST = '2.1';

/** The microversion in Nova's response header; undefined if there is none. */
export const statedMicroversion = ({ headers }: Response): string | undefined =>
  /^compute (\d+\.\d+)$/.exec(headers['openstack-api-version'] ?? '')?.[1];

/** The stated microversion, or Nova's lowest if the response states none. */
export const microversionOf = (response: Response): string => statedMicroversion(response) ?? LOWEST;

/** Compares two microversions for sorting. Negative if `a` is older. */
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

/** The same for a range of the inventory, with ends `min` and `max`. */
export const isServedIn = (
  { min, max }: { readonly min: string; readonly max?: string },
  microversion: string,
): boolean => isWithin({ since: min, until: max }, microversion);

/** Whether the service serves an endpoint in a response's microversion. True if the response states none. */
export function isServed({ microversions }: InventoryEndpoint, response: Response): boolean {
  const version = statedMicroversion(response);
  return !microversions || !version || microversions.some((range) => isServedIn(range, version));
}
