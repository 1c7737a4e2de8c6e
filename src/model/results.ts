import type { Failure, PerSide, Place, Service, Side } from './basics.ts';
import type { BrokenExchange, Difference, Exchange, Wait } from './exchange.ts';
import type { DbApiUse, MissingQuery, Requirement } from './trace.ts';
import type { ServiceWords } from './words.ts';

export const VERDICTS = [
  'identical',
  'differs',
  'refused',
  'blocked',
  'unreached',
  'gone',
  'unavailable',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Whether both deployments behaved in the same way, including both lacking a component. */
export const agrees = (verdict: Verdict): boolean =>
  verdict === 'identical' || verdict === 'gone' || verdict === 'unavailable';

/** A resource that a persistent or attached deployment had before the run. */
export interface Leftover {
  readonly side: Side;
  /** Its id, or its name if it has none. */
  readonly id: string;
  /** When it was created, as in the answer. */
  readonly created: string;
}

export interface StepResult {
  readonly name: string;
  readonly place: Place;
  readonly service: Service;
  /** Name of the endpoint, such as `GET /v2/images/{image_id}`. */
  readonly endpoint: string;
  readonly verdict: Verdict;
  /** The group of requests that were sent at the same moment. Its two exchanges may be of different requests of it. */
  readonly atOnce?: { readonly name: string; readonly requests: number };
  readonly exchanges: Partial<PerSide<Exchange>>;
  /** Requests without a complete answer. Such a side has no exchange. */
  readonly broken?: Partial<PerSide<BrokenExchange>>;
  /** Set for a step that polls. Its exchanges are the last ones. */
  readonly waits?: Partial<PerSide<Wait>>;
  readonly differences: readonly Difference[];
  /** Round trips from ROME to its store for this request; absent if not traced. */
  readonly roundTrips?: number;
  /** Whether both sides gave the endpoint's intended answer, not an error. */
  readonly answered: boolean;
  /** Whether both successful answers match their schema; absent without a rule. */
  readonly valid?: boolean;
  /** Failed expectations, unsendable requests and empty captures. */
  readonly failures: readonly (Failure & { readonly side: Side })[];
  /** Name of the earlier step whose failure kept this one from being sent. */
  readonly blockedBy?: string;
  /** The component that the endpoint needs and the deployments do not have. */
  readonly unavailable?: string;
  /** Ids of `RunFile.requirements`. */
  readonly requirements: readonly string[];
  readonly missing: readonly MissingQuery[];
  /** Log lines of the services about a failing step's request. */
  readonly words?: Partial<PerSide<ServiceWords>>;
  /**
   * The step that may have caused a failure without missing queries, and the queries missing there: an earlier step, or
   * one of another scenario that changes rows which both use.
   */
  readonly follows?: {
    readonly scenario?: string;
    readonly step: string;
    readonly missing: readonly string[];
  };
  /** Resources in a failing step's answers that existed before the run, up to five per side; absent without any. */
  readonly leftovers?: readonly Leftover[];
}

export interface ScenarioResult {
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly service: Service;
  readonly steps: readonly StepResult[];
  /** Failed cleanups, and failures outside any step. */
  readonly failures: readonly (Failure & { readonly side: Side })[];
  /**
   * Why the scenario was not run, or only up to its last step here: what one of the deployments lacks, or a choice of
   * theirs that differs.
   */
  readonly unavailable?: string;
  /** The scenario was interrupted before its last step. */
  readonly brokenOff?: true;
  /** ISO 8601. Absent in older run files. */
  readonly startedAt?: string;
  readonly ms: number;
}

/** Levels of coverage. Each level includes the ones before. */
export const COVERAGE_LEVELS = ['called', 'answered', 'valid', 'identical'] as const;

/** Which coverage levels an endpoint has reached. */
export type CoverageLevels = Readonly<Record<(typeof COVERAGE_LEVELS)[number], boolean>>;

/** Times of an endpoint's requests that both sides answered, in milliseconds. */
export interface Cost {
  readonly requests: number;
  readonly median: PerSide<number>;
  /** The 95th percentile. */
  readonly p95: PerSide<number>;
  /** The target's times divided by the baseline's; absent if the baseline's is zero. */
  readonly ratio: { readonly median?: number; readonly p95?: number };
  /** Round trips from ROME to its store per request; absent if not traced. */
  readonly roundTrips?: { readonly median: number; readonly most: number };
}

export interface EndpointResult {
  readonly service: Service;
  readonly endpoint: string;
  readonly verdict: Verdict;
  /** The component that it needs and the deployments do not have. */
  readonly unavailable?: string;
  readonly called: number;
  /** Absent if it was not called on both sides. */
  readonly cost?: Cost;
  readonly levels: CoverageLevels;
  /** What scenarios exercised on it, such as `200 member ?limit,sort`. */
  readonly facets: readonly string[];
  readonly scenarios: readonly string[];
  /** Ids of `RunFile.requirements`. */
  readonly requirements: readonly string[];
  /** Ids of `RunFile.missing`. */
  readonly missing: readonly string[];
  /** Ids of queries, missing at other endpoints, that may have caused its failures; absent if there are none. */
  readonly follows?: readonly string[];
}

/** The part of all scenarios that a run executed. */
export interface Shard {
  /** From 1. @asType integer @minimum 1 */
  readonly index: number;
  /** @asType integer @minimum 1 @maximum 10000 */
  readonly of: number;
  /** Digest of the assignment of scenarios. Shards of one run have the same plan. */
  readonly plan: string;
}

export interface RunFile {
  readonly version: 1;
  /** @pattern ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$ */
  readonly id: string;
  /** @format date-time */
  readonly startedAt: string;
  /** @format date-time */
  readonly finishedAt?: string;
  readonly status: 'running' | 'finished' | 'aborted';
  readonly abort?: Failure;
  readonly baseline: string;
  /** @pattern ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$ */
  readonly target: string;
  readonly filters: readonly string[];
  /**
   * Digest of everything that can change a verdict: the tool, scenarios, the copy, ROME, releases. Absent without
   * history.
   */
  readonly digest?: string;
  /** Absent for a run of all scenarios. */
  readonly shard?: Shard;
  /** Inventory release per service. */
  readonly releases: Partial<Readonly<Record<Service, string>>>;
  /** The same of the baseline, if it runs another release of OpenStack than the target. */
  readonly baselineReleases?: Partial<Readonly<Record<Service, string>>>;
  readonly planned: number;
  /** Ids of planned scenarios that an aborted run did not run. */
  readonly notRun?: readonly string[];
  /** What this run cannot determine, and why, such as a deployment without the probe. */
  readonly unavailable: readonly string[];
  readonly scenarios: readonly ScenarioResult[];
  readonly endpoints: readonly EndpointResult[];
  readonly requirements: readonly Requirement[];
  readonly dbApi: readonly DbApiUse[];
  readonly missing: readonly MissingQuery[];
  /**
   * Milliseconds: the whole run; time spent waiting for the deployments, summed over all requests; CPU time of this
   * tool.
   */
  readonly ms: { readonly total: number; readonly waiting: number; readonly own: number };
}

/** Whether a run covers everything: it was not filtered, sharded or interrupted. */
export const isComplete = ({
  status,
  filters,
  shard,
}: Pick<RunFile, 'status' | 'filters' | 'shard'>): boolean =>
  status === 'finished' && filters.length === 0 && shard === undefined;

/** Events of a run in progress. */
export type RunEvent =
  | { readonly kind: 'started'; readonly run: RunFile }
  | { readonly kind: 'scenario-started'; readonly id: string }
  | { readonly kind: 'scenario-finished'; readonly result: ScenarioResult }
  | { readonly kind: 'finished'; readonly run: RunFile };
