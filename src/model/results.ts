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

/** Whether both deployments did alike, be it by lacking the same. */
export const agrees = (verdict: Verdict): boolean =>
  verdict === 'identical' || verdict === 'gone' || verdict === 'unavailable';

export interface StepResult {
  readonly name: string;
  readonly place: Place;
  readonly service: Service;
  /** `GET /v2/images/{image_id}`. */
  readonly endpoint: string;
  readonly verdict: Verdict;
  readonly exchanges: Partial<PerSide<Exchange>>;
  /** Of a side whose answer did not come, or came broken; it has no exchange then. */
  readonly broken?: Partial<PerSide<BrokenExchange>>;
  /** Of a step that polls; its exchanges are the last ones. */
  readonly waits?: Partial<PerSide<Wait>>;
  readonly differences: readonly Difference[];
  /** Round trips from ROME to its store for the target's answer; absent where nothing tells. */
  readonly roundTrips?: number;
  /** Both sides gave the answer that the endpoint exists for, not an error. */
  readonly answered: boolean;
  /** Whether both successful answers fit their schema; absent where there is no rule for them. */
  readonly valid?: boolean;
  /** Expectations that did not hold, requests that could not be sent, captures that found nothing. */
  readonly failures: readonly (Failure & { readonly side: Side })[];
  /** Name of the earlier step that kept this one from running. */
  readonly blockedBy?: string;
  /** The component that the endpoint needs and the deployments lack. */
  readonly unavailable?: string;
  /** Ids of `RunFile.requirements`. */
  readonly requirements: readonly string[];
  readonly missing: readonly MissingQuery[];
  /** What the services logged of a failing step's request. */
  readonly words?: Partial<PerSide<ServiceWords>>;
  /** The earlier step that a failure without missing queries of its own may follow from, and what is missing there. */
  readonly follows?: { readonly step: string; readonly missing: readonly string[] };
}

export interface ScenarioResult {
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly service: Service;
  readonly steps: readonly StepResult[];
  /** What the cleanup could not remove, or a failure outside any step. */
  readonly failures: readonly (Failure & { readonly side: Side })[];
  /** The scenario was interrupted before all its steps were done. */
  readonly brokenOff?: true;
  /** ISO 8601. Absent in run files of before. */
  readonly startedAt?: string;
  readonly ms: number;
}

/** How far an endpoint can be covered, each level with the ones before. */
export const COVERAGE_LEVELS = ['called', 'answered', 'valid', 'identical'] as const;

/** How far an endpoint is covered; each level includes the one before. */
export type CoverageLevels = Readonly<Record<(typeof COVERAGE_LEVELS)[number], boolean>>;

/** What an endpoint's requests took on both sides, of those that were answered on both; times in milliseconds. */
export interface Cost {
  readonly requests: number;
  readonly median: PerSide<number>;
  /** What 95 of 100 requests stay within. */
  readonly p95: PerSide<number>;
  /** The target's times by the baseline's; absent for a time of zero. */
  readonly ratio: { readonly median?: number; readonly p95?: number };
  /** Round trips from ROME to its store per request; absent where nothing tells. */
  readonly roundTrips?: { readonly median: number; readonly most: number };
}

export interface EndpointResult {
  readonly service: Service;
  readonly endpoint: string;
  readonly verdict: Verdict;
  /** The component that it needs and the deployments lack. */
  readonly unavailable?: string;
  readonly called: number;
  /** Absent when it was not called on both sides. */
  readonly cost?: Cost;
  readonly levels: CoverageLevels;
  /** What of it was tried, `200 member ?limit,sort`. */
  readonly facets: readonly string[];
  readonly scenarios: readonly string[];
  /** Ids of `RunFile.requirements`. */
  readonly requirements: readonly string[];
  /** Ids of `RunFile.missing`. */
  readonly missing: readonly string[];
  /** Ids of those that its other failures may follow from, missing at other endpoints; absent when there are none. */
  readonly follows?: readonly string[];
}

/** Which part of a run's scenarios a run took, for others to take the rest. */
export interface Shard {
  /** From 1. @asType integer @minimum 1 */
  readonly index: number;
  /** @asType integer @minimum 1 @maximum 10000 */
  readonly of: number;
  /** Digest of who runs what: shards fit together when it is the same. */
  readonly plan: string;
}

export interface RunFile {
  readonly version: 1;
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
  /** Of all that can change a verdict: the tool, scenarios, the copy, ROME, releases. Absent where no history is kept. */
  readonly digest?: string;
  /** Absent in a run of all its scenarios. */
  readonly shard?: Shard;
  /** Inventory release per service. */
  readonly releases: Partial<Readonly<Record<Service, string>>>;
  readonly planned: number;
  /** What this run cannot tell, and why: deployments without the probe. */
  readonly unavailable: readonly string[];
  readonly scenarios: readonly ScenarioResult[];
  readonly endpoints: readonly EndpointResult[];
  readonly requirements: readonly Requirement[];
  readonly dbApi: readonly DbApiUse[];
  readonly missing: readonly MissingQuery[];
  /**
   * Where the time went, in milliseconds: the whole run; waiting for the deployments, summed over all requests; the
   * processor's work on our own code.
   */
  readonly ms: { readonly total: number; readonly waiting: number; readonly own: number };
}

/** Whether nothing was left out of a run: neither by a filter, nor for other shards, nor because it was interrupted. */
export const isComplete = ({
  status,
  filters,
  shard,
}: Pick<RunFile, 'status' | 'filters' | 'shard'>): boolean =>
  status === 'finished' && filters.length === 0 && shard === undefined;

/** What a run tells while it goes. */
export type RunEvent =
  | { readonly kind: 'started'; readonly run: RunFile }
  | { readonly kind: 'scenario-started'; readonly id: string }
  | { readonly kind: 'scenario-finished'; readonly result: ScenarioResult }
  | { readonly kind: 'finished'; readonly run: RunFile };
