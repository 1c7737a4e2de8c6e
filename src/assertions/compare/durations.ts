/** What two deployments may be apart in, as with times: half an hour. */
const SLACK = { seconds: 1800, hours: 0.5 };

/** Members of a usage that say how long; `total_vcpus_usage` and its like are hours times something. */
const MEMBER = /^\$\.tenant_usages?\b.*\.(uptime|(?:total_)?hours|total_\w+_usage)$/;

/** Whether a member by its name alone, wherever it stands, may be such a one. */
export const mayHavePassed = (name: string): boolean =>
  /^(uptime|(total_)?hours|total_\w+_usage)$/.test(name);

/** The member of a usage that a path leads to, when it tells a time that has passed; else undefined. */
export const passed = (path: string): string | undefined => MEMBER.exec(path)?.[1];

/**
 * Whether two times that have passed stand for each other: both none or both some, and not half an hour apart.
 * Whole seconds round down, so a server of less than one has none on the one side and some on the other.
 */
export function alike(member: string, baseline: number, target: number): boolean {
  if (member === 'uptime')
    return baseline >= 0 && target >= 0 && Math.abs(baseline - target) <= SLACK.seconds;
  if (Math.sign(baseline) !== Math.sign(target)) return false;
  return !member.endsWith('hours') || Math.abs(baseline - target) <= SLACK.hours;
}
