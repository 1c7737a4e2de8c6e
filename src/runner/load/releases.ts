/** `since:` and `until:` of scenarios, steps and expectations. */
import { compareReleases, isInReleases, isRelease, type ReleaseRange } from '../../model.ts';
import { quoted } from '../../yaml/quoted.ts';
import type { RawStep, Report } from './step-context.ts';

const ENDS = ['since', 'until'] as const;

/** YAML reads 2025.1 as a number. */
export const rangeOf = (raw: RawStep): ReleaseRange =>
  Object.fromEntries(ENDS.filter((end) => raw[end] !== undefined).map((end) => [end, String(raw[end])]));

/** Whether the range includes all of the releases. */
export const isFor = (raw: RawStep, releases: readonly string[]): boolean =>
  releases.every((release) => isInReleases(release, rangeOf(raw)));

export function checkRange(raw: RawStep, report: Report, at: readonly (string | number)[] = []): void {
  const { since, until } = rangeOf(raw);
  for (const end of ENDS) {
    const name = raw[end];
    if (name === undefined || isRelease(String(name))) continue;
    const message = `"${quoted(String(name))}" is not a release of OpenStack.`;
    report('SCENARIO_INVALID', [...at, end], message, 'Write it like zed or 2025.1.');
    return;
  }
  if (since !== undefined && until !== undefined && compareReleases(since, until) > 0)
    report(
      'SCENARIO_INVALID',
      [...at, 'until'],
      `No release is since ${since} and until ${until}.`,
      'Exchange them.',
    );
}
