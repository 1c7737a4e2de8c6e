import type { CoverageLevels, EndpointResult, Verdict } from '../../model.ts';
import { COVERAGE_LEVELS, VERDICTS } from '../../model.ts';

/** How many endpoints there are, and how far they are; the same numbers in every report. */
export interface EndpointCounts {
  /** Without those that are gone by design, which nobody can make work. */
  readonly live: number;
  /** Of the live ones, at each level of coverage. */
  readonly levels: Readonly<Record<keyof CoverageLevels, number>>;
  /** Of all, those that there are. */
  readonly verdicts: readonly (readonly [Verdict, number])[];
  /** Of all, those that need a component that the deployments lack, by component. */
  readonly unavailable: readonly (readonly [string, number])[];
}

export function endpointCounts(
  endpoints: readonly Pick<EndpointResult, 'verdict' | 'levels' | 'unavailable'>[],
): EndpointCounts {
  const live = endpoints.filter(({ verdict }) => verdict !== 'gone');
  const lacking = endpoints.flatMap(
    ({ verdict, unavailable }) => (verdict === 'unavailable' && unavailable) || [],
  );
  return {
    live: live.length,
    levels: Object.fromEntries(
      COVERAGE_LEVELS.map((level) => [level, live.filter(({ levels }) => levels[level]).length]),
    ) as EndpointCounts['levels'],
    verdicts: VERDICTS.map(
      (verdict) => [verdict, endpoints.filter((each) => each.verdict === verdict).length] as const,
    ).filter(([, count]) => count > 0),
    unavailable: [...new Set(lacking)].map(
      (component) => [component, lacking.filter((each) => each === component).length] as const,
    ),
  };
}
