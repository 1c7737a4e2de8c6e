/**
 * The data that flows through the harness: readonly and JSON-safe, so that every value here can stand in the
 * run file as it is. The words are those of docs/architecture.md.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof METHODS)[number];

export const SERVICES = ['glance', 'nova'] as const;
export type Service = (typeof SERVICES)[number];

/** Who sends a request; every scenario gets its own projects and users for these. */
export const ACTORS = ['member', 'admin', 'reader', 'other', 'nobody'] as const;
export type Actor = (typeof ACTORS)[number];

export const SIDES = ['baseline', 'target'] as const;
export type Side = (typeof SIDES)[number];
export type PerSide<T> = { readonly [side in Side]: T };

/** A place in a file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One failure as data: rendered once, by the reporters. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** How to mend it. */
  readonly fix?: string;
  readonly place?: Place;
  /** The lines around `place`, with a caret. */
  readonly frame?: string;
}

/* ---- inventory ---- */

export interface InventoryEndpoint {
  readonly method: Method;
  /** Path template, `/v2/images/{image_id}`. */
  readonly path: string;
  /** Single key of the JSON body that leads here: many endpoints share the path `/servers/{id}/action`. */
  readonly action?: string;
  /** The service's own name of what answers it, `images.show`. */
  readonly controller: string;
  readonly kind: 'api' | 'version-document';
  /** One for each function that serves it, the oldest first; absent for a service without microversions. */
  readonly microversions?: readonly { readonly min: string; readonly max?: string }[];
  /** It answers 410 in every version. */
  readonly gone?: true;
}

export interface Inventory {
  readonly version: 1;
  readonly service: Service;
  readonly release: string;
  readonly endpoints: readonly InventoryEndpoint[];
  /** Public functions of the service's DB API module. */
  readonly dbApi: readonly string[];
}

export type Inventories = Readonly<Record<Service, Inventory>>;

/* ---- scenarios ---- */

export type RequestBody =
  | { readonly json: Json }
  | { readonly text: string }
  /** Absolute path of a file inside the scenario folder. */
  | { readonly file: string };

export interface RequestTemplate {
  readonly method: Method;
  /** Path and query, or a whole URL held by a variable. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
}

/** What a value must be: a plain JSON value is compared as such, an object of matchers by their meaning. */
export type Matcher =
  | { readonly equals: Json }
  | { readonly length: number }
  | { readonly matches: string }
  | { readonly contains: Json }
  | { readonly exists: boolean }
  | { readonly type: 'string' | 'number' | 'boolean' | 'array' | 'object' | 'null' };

export interface Expectation {
  readonly status?: readonly number[];
  readonly headers: Readonly<Record<string, Matcher>>;
  /** JSONPath (RFC 9535) to matcher. */
  readonly body: Readonly<Record<string, Matcher>>;
  /** The whole body as text. */
  readonly text?: Matcher;
}

export interface Poll {
  readonly until: Expectation;
  /** Milliseconds between two requests. */
  readonly every: number;
  /** Milliseconds until it counts as failed. */
  readonly timeout: number;
  readonly stopOn?: Expectation;
}

export interface Comparison {
  /** JSONPaths of arrays whose order matters though the request asks for none. */
  readonly ordered: readonly string[];
  readonly reason: string;
}

export interface Step {
  readonly name: string;
  readonly place: Place;
  readonly service: Service;
  /** Known from the file alone; absent when the path is a variable or `unrouted`. */
  readonly endpoint?: InventoryEndpoint;
  /** The component that the endpoint needs and the deployment lacks. */
  readonly unavailable?: string;
  readonly as: Actor;
  readonly request: RequestTemplate;
  readonly expect: Expectation;
  /** Places of the expectations, by `status`, `headers.<name>`, `body.<path>`, `text`. */
  readonly expectPlaces: Readonly<Record<string, Place>>;
  /** Variable name to where its value is. */
  readonly capture: Readonly<Record<string, CaptureSource>>;
  readonly poll?: Poll;
  readonly compare?: Comparison;
}

/** A JSONPath or `header:<name>`; or of the text there what the first group, or all, of a regular expression matches. */
export type CaptureSource = string | { readonly from: string; readonly matches: string };

export interface Scenario {
  /** Path below the scenario folder without its ending, `glance/images/list`. */
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly service: Service;
  readonly tags: readonly string[];
  /** Runs alone, since it would disturb any other. */
  readonly exclusive: boolean;
  /** Names of what all projects share that it touches; scenarios that name the same never run at once. */
  readonly locks: readonly string[];
  readonly vars: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly cleanup: readonly Step[];
}

/* ---- deployments ---- */

export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly userDomain: string;
  readonly project: string;
  readonly projectDomain: string;
}

export interface Deployment {
  readonly name: string;
  readonly managed: boolean;
  /** It ends with the run, and with it all that was made on it. */
  readonly disposable: boolean;
  readonly backend: 'sql' | 'rome' | 'unknown';
  /** Keystone's v3 URL. */
  readonly authUrl: string;
  readonly credentials: Credentials;
  readonly region?: string;
  readonly interface: 'public' | 'internal' | 'admin';
  /** Path of a CA bundle to trust besides the system's. */
  readonly caFile?: string;
  /** Folders of this deployment that show in its answers (`file:///…` locations). */
  readonly folders: readonly string[];
  /** Path of the JSONL file that the probe writes; absent without a probe. */
  readonly probe?: string;
  /** Paths of its services' logs, which tell refusals by their tracebacks where there is no probe. */
  readonly logs?: readonly string[];
  /** Paths of the discovery copies in use, and of the modules they were made from. */
  readonly copies?: readonly { readonly file: string; readonly original: string }[];
  /** Constructs of the deployment's ROME, each tried by itself. */
  readonly survey?: Survey;
  /** Ids of what the scenarios share, by variable: `image`, `flavor`, `other_flavor`, `network`. */
  readonly shared?: Readonly<Record<string, string>>;
}

/* ---- exchanges ---- */

export type Body =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: number; readonly sha256: string };

export interface Response {
  readonly status: number;
  /** Lower-case names; several values of one name joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

export interface Exchange {
  readonly requestId: string;
  readonly actor: Actor;
  readonly method: Method;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody?: RequestBody;
  readonly response: Response;
  /** Milliseconds from the first byte sent to the last byte received. */
  readonly ms: number;
}

/** How long a step asked until the state that it waits for came, or was given up. */
export interface Wait {
  readonly tries: number;
  /** Milliseconds from the first request until the last answer. */
  readonly ms: number;
}

/* ---- comparison ---- */

export type DifferenceKind =
  | 'value'
  | 'missing'
  | 'extra'
  | 'order'
  | 'pairing'
  | 'type'
  | 'status'
  | 'header';

export interface Difference {
  readonly kind: DifferenceKind;
  /** JSONPath into the body, `status`, or `headers.<name>`. */
  readonly path: string;
  readonly baseline: Json;
  readonly target: Json;
}

/* ---- traces, requirements, missing queries ---- */

export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly function: string;
}

interface TraceContext {
  /** Package of the service that it happened in, where one request goes through several. */
  readonly service?: string;
  readonly request: string;
  readonly time: number;
  readonly controller?: string;
  /** The outermost function of the DB API, and its public functions between that one and the event. */
  readonly db_api?: string;
  readonly via?: readonly string[];
  readonly at?: Frame;
  readonly inner?: Frame;
}

/** One line of the probe's file; docs/probe.md has the format. */
export type TraceEvent =
  | (TraceContext & {
      readonly kind: 'statement';
      readonly constructs: readonly string[];
      /** Without values; absent when it never came to be sent. */
      readonly sql?: string;
      readonly rows?: number;
      readonly keys?: readonly string[];
      readonly ms: number;
      readonly error?: string;
    })
  | (TraceContext & {
      readonly kind: 'query';
      readonly construct: string;
      readonly value?: string;
      readonly error?: string;
    })
  | (TraceContext & {
      readonly kind: 'call';
      /** A public function of the DB API; `db_api` is the one that called it, if any. */
      readonly function: string;
      readonly ms: number;
      readonly error?: string;
    })
  | (TraceContext & {
      readonly kind: 'refusal';
      readonly construct: string;
      readonly detail: string;
      readonly traceback: readonly string[];
    })
  | (TraceContext & { readonly kind: 'round-trip'; readonly script: string })
  | (TraceContext & { readonly kind: 'probe-error'; readonly detail: string });

export interface Survey {
  readonly version: 1;
  readonly constructs: Readonly<Record<string, SurveyedConstruct>>;
}

export type SurveyedConstruct =
  | { readonly verdict: 'met' }
  | { readonly verdict: 'refused'; readonly detail: string }
  | { readonly verdict: 'wrong'; readonly expected: string; readonly actual: string }
  | { readonly verdict: 'unknown'; readonly because: string };

/** (DB-API function, construct) that an endpoint was seen to need on the baseline. */
export interface Requirement {
  /** `<DB-API function> <construct>`. */
  readonly id: string;
  readonly dbApi: string;
  readonly construct: string;
  readonly at: Frame;
  readonly inner?: Frame;
}

/** A public function of the DB API as endpoints were seen to use it on the baseline. */
export interface DbApiUse {
  readonly name: string;
  readonly endpoints: readonly string[];
  /** Of the queries that it runs, itself or through another. */
  readonly constructs: readonly string[];
}

/** A requirement that the target refuses or answers wrongly. */
export interface MissingQuery extends Requirement {
  readonly way: 'refused' | 'wrong';
  /** False when a refusal before it kept the target from reaching it; the survey tells of it then. */
  readonly reached: boolean;
  /** What was seen: a refusal's text, row counts, values. */
  readonly evidence: string;
  /** `at` on the target, in the discovery copy. */
  readonly place?: Frame;
  readonly statement?: string;
  readonly requestId?: string;
  /** Of a refusal: the service's frames, outermost first. */
  readonly traceback?: readonly string[];
  /** When the first run on this target found it, as far as earlier run files tell. */
  readonly firstSeen?: string;
}

/* ---- results ---- */

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
  readonly ms: number;
}

/** How far an endpoint is covered; each level includes the one before. */
export interface CoverageLevels {
  readonly called: boolean;
  readonly answered: boolean;
  readonly valid: boolean;
  readonly identical: boolean;
}

/** What an endpoint's requests took on both sides, of those that were answered on both; times in milliseconds. */
export interface Cost {
  readonly requests: number;
  readonly median: PerSide<number>;
  /** What 95 of 100 requests stay within. */
  readonly p95: PerSide<number>;
  /** The target's times by the baseline's; absent for a time of nought. */
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
  /** From 1. */
  readonly index: number;
  readonly of: number;
  /** Digest of who runs what: shards fit together when it is the same. */
  readonly plan: string;
}

export interface RunFile {
  readonly version: 1;
  readonly id: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly status: 'running' | 'finished' | 'aborted';
  readonly abort?: Failure;
  readonly baseline: string;
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
  readonly untold: readonly string[];
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

/** Whether nothing was left out of a run: neither by a filter, nor for other shards, nor because it broke off. */
export const isComplete = ({
  status,
  filters,
  shard,
}: Pick<RunFile, 'status' | 'filters' | 'shard'>): boolean =>
  status === 'finished' && filters.length === 0 && shard === undefined;

/* ---- history ---- */

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
  readonly startedAt: string;
  readonly baseline: string;
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

/* ---- events ---- */

/** What a run tells while it goes. */
export type RunEvent =
  | { readonly kind: 'started'; readonly run: RunFile }
  | { readonly kind: 'scenario-started'; readonly id: string }
  | { readonly kind: 'scenario-finished'; readonly result: ScenarioResult; readonly run: RunFile }
  | { readonly kind: 'finished'; readonly run: RunFile };

/* ---- gaps ---- */

/** One way for a ROME to fall short of one construct. */
export interface Gap {
  readonly construct: string;
  /** `refuse`, `ignore` …, as a profile has it. */
  readonly way: string;
}

/** How a run under one gap told of it. */
export interface GapScore extends Gap {
  readonly scenarios: number;
  /** Whether any answer of the target differed, or any query of it was refused. */
  readonly shows: boolean;
  /** Whether the construct was reported as missing. */
  readonly found: boolean;
  /** (DB-API function, construct) pairs that the scenarios need, and how many of them were reported. */
  readonly needed: number;
  readonly localised: number;
  /** Missing queries reported, and how many of them are the gap's. */
  readonly reported: number;
  readonly own: number;
  readonly others: readonly string[];
  readonly notLocalised: readonly string[];
  /** Endpoints of which it was predicted whether the gap's ROME could serve them. */
  readonly predicted: number;
  /** Those of them that fared otherwise, each with how. */
  readonly surprises: readonly string[];
}

/** Shares over a whole catalogue, from 0 to 1. */
export interface CatalogueScore {
  readonly gaps: number;
  /** Gaps that show, and of these the share that was found. */
  readonly showing: number;
  readonly recall: number;
  readonly localisation: number;
  readonly precision: number;
  /** Of the predicted endpoints, the share that fared as predicted. */
  readonly prediction: number;
}
