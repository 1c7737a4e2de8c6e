/** Releases of OpenStack by name, `zed` or `2025.1`, both ends included; an end that is left out is open. */
export interface ReleaseRange {
  readonly since?: string;
  readonly until?: string;
}
/** What Debian 12 packages. */
export const ZED = 'zed';

export const isRelease = (name: string): boolean => /^(?:[a-z]+|20\d\d\.[12])$/.test(name);

/** Negative when the first is older: releases with names, the last of which is Zed, came before those with numbers. */
export function compareReleases(one: string, other: string): number {
  const numbered = [one, other].map((name) => /^\d/.test(name));
  if (numbered[0] !== numbered[1]) return numbered[0] ? 1 : -1;
  return one < other ? -1 : Number(one > other);
}

export const isInReleases = (release: string, { since, until }: ReleaseRange): boolean =>
  (since === undefined || compareReleases(since, release) <= 0) &&
  (until === undefined || compareReleases(release, until) <= 0);
