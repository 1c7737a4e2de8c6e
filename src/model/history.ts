import type { PerSide, Service } from './basics.ts';
import type { Cost, Verdict } from './results.ts';

/** One endpoint's result in one run, for trends. */
export interface EndpointSummary {
  readonly service: Service;
  readonly endpoint: string;
  readonly verdict: Verdict;
  /** Number of coverage levels that it reached, 0 to 4. */
  readonly level: number;
  /** Median milliseconds of its requests; absent if it was not called on both sides. */
  readonly ms?: PerSide<number>;
}

/** Summary of a finished, unfiltered run: `reports/history/<run>.json`. Trends need no run files. */
export interface RunSummary {
  readonly version: 1;
  /**
   * `RunFile.id`.
   * @pattern ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$
   */
  readonly id: string;
  /** @format date-time */
  readonly startedAt: string;
  readonly baseline: string;
  /** @pattern ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$ */
  readonly target: string;
  /** Digest of everything that can change a verdict: the tool, scenarios, the copy, ROME, releases. */
  readonly digest: string;
  readonly endpoints: readonly EndpointSummary[];
  /** Ids of the missing queries. */
  readonly missing: readonly string[];
  /** Milliseconds of the whole run. */
  readonly ms: number;
  /** Release of each service, such as "25.1.0". Absent in older summaries. */
  readonly releases?: Readonly<Partial<Record<Service, string>>>;
  /** Milliseconds of each scenario, by id, for balancing shards. Absent in older summaries. */
  readonly scenarios?: Readonly<Record<string, number>>;
}

/** Cost of an endpoint's requests. */
export interface Timing extends Cost {
  readonly endpoint: string;
  readonly service: Service;
}

/** Improvements and regressions since an earlier run on the same target. */
export interface Changes {
  readonly since: Pick<RunSummary, 'id' | 'startedAt'>;
  readonly verdicts: readonly {
    readonly service: Service;
    readonly endpoint: string;
    /** Absent for an endpoint that the earlier run did not know. */
    readonly from?: Verdict;
    readonly to: Verdict;
    readonly better: boolean;
  }[];
  /** Ids of missing queries that are new, and that are gone. */
  readonly appeared: readonly string[];
  readonly solved: readonly string[];
  /** Number of endpoints at each coverage level in the earlier run, by service; index 0 is `called`. */
  readonly levels: Partial<Readonly<Record<Service, readonly number[]>>>;
}

/** An endpoint whose verdict changed between runs of the same code. */
export interface Flaky {
  readonly service: Service;
  readonly endpoint: string;
  readonly changes: number;
}
