import type { CoverageLevels, EndpointResult, Verdict } from '../../model.ts';
import { COVERAGE_LEVELS, VERDICTS } from '../../model.ts';

/** Counts of endpoints by coverage level and verdict, the same in every report. */
export interface EndpointCounts {
  /** All endpoints except those that upstream removed (`gone`). */
  readonly live: number;
  /** Live endpoints at each coverage level. */
  readonly levels: Readonly<Record<keyof CoverageLevels, number>>;
  /** All endpoints by verdict, without verdicts that no endpoint has. */
  readonly verdicts: readonly (readonly [Verdict, number])[];
  /** Endpoints that need a component missing from the deployments, by component. */
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
