import type { InventoryEndpoint, Response } from '../model.ts';

type Range = { readonly min: string; readonly max?: string };

/** The microversion that an answer says it is of; undefined where it says none. */
export const microversionOf = ({ headers }: Response): string | undefined =>
  headers['openstack-api-version']?.split(' ')[1];

/** 2.9 before 2.10. */
export const compareMicroversions = (a: string, b: string): number =>
  a.localeCompare(b, 'en', { numeric: true });

export const isWithin = (version: string, { min, max }: Range): boolean =>
  compareMicroversions(min, version) <= 0 && (max === undefined || compareMicroversions(version, max) <= 0);

/** Whether the service has an endpoint in the microversion of an answer; an answer of none does not tell. */
export function isServed({ microversions }: InventoryEndpoint, response: Response): boolean {
  const version = microversionOf(response);
  return !microversions || !version || microversions.some((range) => isWithin(version, range));
}
