import type { PerSide, Service } from './basics.ts';
import type { Cost, Verdict } from './results.ts';

/** What trends need of one endpoint in one run. */
export interface EndpointSummary {
  readonly service: Service;
  readonly endpoint: string;
  readonly verdict: Verdict;
  /** How many of the four coverage levels it reached, 0 to 4. */
  readonly level: number;
  /** Median milliseconds of its requests; absent when it was not called on both sides. */
  readonly ms?: PerSide<number>;
}

/** One finished, unfiltered run in short: `reports/history/<run>.json`. Trends need no run file. */
export interface RunSummary {
  readonly version: 1;
  /** `RunFile.id`. */
  readonly id: string;
  /** @format date-time */
  readonly startedAt: string;
  readonly baseline: string;
  /** @pattern ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$ */
  readonly target: string;
  /** Of all that can change a verdict: the tool, scenarios, the copy, ROME, releases. */
  readonly digest: string;
  readonly endpoints: readonly EndpointSummary[];
  /** Ids of the missing queries. */
  readonly missing: readonly string[];
  /** Milliseconds of the whole run. */
  readonly ms: number;
  /** Milliseconds of each scenario, by id: shards are balanced by them. Absent in summaries of before. */
  readonly scenarios?: Readonly<Record<string, number>>;
}

/** Where the requests of an endpoint took their time. */
export interface Timing extends Cost {
  readonly endpoint: string;
  readonly service: Service;
}

/** What became better and worse since an earlier run on the same target. */
export interface Changes {
  readonly since: Pick<RunSummary, 'id' | 'startedAt'>;
  readonly verdicts: readonly {
    readonly service: Service;
    readonly endpoint: string;
    /** Absent for an endpoint that the other run did not know. */
    readonly from?: Verdict;
    readonly to: Verdict;
    readonly better: boolean;
  }[];
  /** Ids of missing queries that came, and that went. */
  readonly appeared: readonly string[];
  readonly solved: readonly string[];
  /** Endpoints at each coverage level then, by service; index 0 is `called`. */
  readonly levels: Partial<Readonly<Record<Service, readonly number[]>>>;
}

/** An endpoint whose verdict changed between runs of the same code. */
export interface Flaky {
  readonly service: Service;
  readonly endpoint: string;
  readonly changes: number;
}
