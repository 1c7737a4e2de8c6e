import type { InventoryEndpoint, Response } from '../model.ts';

/** Microversions, both ends included; an end that is left out is open. */
export interface MicroversionRange {
  readonly since?: string;
  readonly until?: string;
}

const LOWEST = '2.1';

/** The microversion that an answer of Nova says it used; undefined where it says none. */
export const statedMicroversion = ({ headers }: Response): string | undefined =>
  /^compute (\d+\.\d+)$/.exec(headers['openstack-api-version'] ?? '')?.[1];

/** As above; Nova's lowest when the answer says none. */
export const microversionOf = (response: Response): string => statedMicroversion(response) ?? LOWEST;

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

/** Whether a range of the inventory, which names its ends otherwise, holds a microversion. */
export const isServedIn = (
  { min, max }: { readonly min: string; readonly max?: string },
  microversion: string,
): boolean => isWithin({ since: min, ...(max && { until: max }) }, microversion);

/** Whether the service has an endpoint in the microversion of an answer; true when the answer states none. */
export function isServed({ microversions }: InventoryEndpoint, response: Response): boolean {
  const version = statedMicroversion(response);
  return !microversions || !version || microversions.some((range) => isServedIn(range, version));
}
