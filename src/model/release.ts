/** A range of OpenStack releases such as `zed` or `2025.1`, both ends included. An absent end is open. */
export interface ReleaseRange {
  readonly since?: string;
  readonly until?: string;
}
/** The release that Debian 12 packages. */
export const ZED = 'zed';

/** The name of Debian's packages where a release is chosen. */
export const DEBIAN = 'debian';

/** OpenStack's name of a release. */
export const releaseName = (release: string): string => (release === DEBIAN ? ZED : release);

export const isRelease = (name: string): boolean => /^(?:[a-z]+|20\d\d\.[12])$/.test(name);

/**
 * Compares two releases for sorting. Negative if the first is older. Named releases, up to Zed, are older than numbered
 * ones.
 */
export function compareReleases(one: string, other: string): number {
  const numbered = [one, other].map((name) => /^\d/.test(name));
  if (numbered[0] !== numbered[1]) return numbered[0] ? 1 : -1;
  return one < other ? -1 : Number(one > other);
}

export const isInReleases = (release: string, { since, until }: ReleaseRange): boolean =>
  (since === undefined || compareReleases(since, release) <= 0) &&
  (until === undefined || compareReleases(release, until) <= 0);
