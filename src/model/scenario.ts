import type { AnswerLimits } from './answer-limits.ts';
import type { Actor, Json, Method, Place, Service } from './basics.ts';
import type { InventoryEndpoint } from './inventory.ts';
import type { WrittenNumber } from './json-text.ts';
import type { ReleaseRange } from './release.ts';

export type RequestBody =
  | {
      readonly json: Json;
      /** Of a request that was sent: numbers whose text `json` does not preserve; absent if there are none. */
      readonly numbers?: readonly WrittenNumber[];
    }
  | { readonly text: string }
  /** Absolute path of a file inside the scenario folder. */
  | { readonly file: string };

export interface RequestTemplate {
  readonly method: Method;
  /** Path and query, or a variable that holds a whole URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
}

/** Conditions for the values at a place. All of them must be true. */
export interface Matcher {
  readonly equals?: Json;
  /** Length of a text or list. */
  readonly length?: number;
  /** A regular expression. */
  readonly matches?: string;
  /** A substring, or an element of a list. */
  readonly contains?: Json;
  /** Part of an object, at any depth. Other keys may have any value. */
  readonly includes?: Json;
  readonly exists?: boolean;
  readonly type?: 'string' | 'number' | 'boolean' | 'array' | 'object' | 'null';
  /** Number of values that the JSONPath selects. */
  readonly count?: number;
}

export interface Expectation {
  readonly status?: readonly number[];
  readonly headers: Readonly<Record<string, Matcher>>;
  /** JSONPath (RFC 9535) to matcher. */
  readonly body: Readonly<Record<string, Matcher>>;
  /** The whole body as text. */
  readonly text?: Matcher;
}

/** Expectations only for deployments of some releases. */
export interface ReleaseExpectation {
  readonly releases: ReleaseRange;
  readonly expect: Expectation;
  /** Same keys as `expectPlaces` of a step. */
  readonly places: Readonly<Record<string, Place>>;
}

export interface Poll {
  readonly until: Expectation;
  /** Milliseconds between the first two requests; later ones wait longer. */
  readonly every: number;
  /** Milliseconds until the poll fails. */
  readonly timeout: number;
  readonly stopOn?: Expectation;
}

export interface Comparison {
  /** JSONPaths of arrays whose order matters although the request has no sort parameter. */
  readonly ordered?: readonly string[];
  /** JSONPaths of times that may be older than the run, because their resources are. */
  readonly undated?: readonly string[];
  readonly reason: string;
}

export interface Step {
  readonly name: string;
  readonly place: Place;
  readonly service: Service;
  /** Known from the file alone; absent if the path is a variable or `unrouted`. */
  readonly endpoint?: InventoryEndpoint;
  /** The component that the endpoint needs and the deployment does not have. */
  readonly unavailable?: string;
  readonly as: Actor;
  readonly request: RequestTemplate;
  readonly expect: Expectation;
  /** Places of the expectations, keyed `status`, `headers.<name>`, `body.<path>`, `text`. */
  readonly expectPlaces: Readonly<Record<string, Place>>;
  /** Further expectations for some releases. */
  readonly expectByRelease?: readonly ReleaseExpectation[];
  /** Where to find the value of each variable. */
  readonly capture: Readonly<Record<string, CaptureSource>>;
  readonly poll?: Poll;
  /** Limits of this step's answers that differ from the run's. */
  readonly limits?: Partial<AnswerLimits>;
  readonly compare?: Comparison;
  readonly known?: KnownDifference;
  /** The group of requests that it is sent with. Their steps follow each other. */
  readonly atOnce?: AtOnce;
}

/** A request's group: requests that are sent at the same moment. */
export interface AtOnce {
  readonly name: string;
  readonly place: Place;
  /** The request's number in the group, from 1. */
  readonly number: number;
  readonly of: number;
  /** The allowed statuses. Absent: all. */
  readonly outcomes?: Readonly<Record<string, Outcome>>;
}

/** What is expected of the answers with one status. */
export interface Outcome {
  /** How many of them each side gives. */
  readonly atLeast: number;
  readonly atMost: number;
  /** How many there are and what they say is a matter of chance, so it is not compared. */
  readonly varies: boolean;
  readonly expect: Expectation;
  /** Same keys as `expectPlaces` of a step. */
  readonly places: Readonly<Record<string, Place>>;
}

/** A failure of a step that its author accepts. */
export interface KnownDifference {
  readonly reason: string;
  /** URL or number of its issue. */
  readonly issue?: string;
  /** The last day on which it is accepted, such as `2027-03-31`. */
  readonly until?: string;
}

/**
 * A JSONPath or `header:<name>`. With `matches`, the first group of a regular expression's match in that text, or the
 * whole match.
 */
export type CaptureSource = string | { readonly from: string; readonly matches: string };

/**
 * `quotas`: both deployments have the same quotas. `volumes`: both have a volume service. `downloads`: Glance can download
 * from its own URL. `dedicated`: nobody else uses either, because the scenario changes hosts, default quotas or the cache.
 * `exact_values`: both databases distinguish case, trailing spaces and parts of a second, unlike MySQL with OpenStack's tables.
 * `root_url`: its service has a host or port of its own, without a path.
 */
export type Need = 'quotas' | 'volumes' | 'downloads' | 'dedicated' | 'root_url' | 'exact_values';

export interface Scenario {
  /** Path below the scenario folder without extension, such as `glance/images/list`. */
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly service: Service;
  readonly tags: readonly string[];
  /** Runs alone, because it would disturb other scenarios. */
  readonly exclusive: boolean;
  /** One of its requests creates several resources, so the order of their times is random. */
  readonly together?: boolean;
  /** What it needs of the deployments besides the resources that are its variables. */
  readonly needs?: readonly Need[];
  /** The reason for skipping it. */
  readonly skip?: string;
  /** Names of shared resources that it changes. Scenarios with a common lock never run at the same time. */
  readonly locks: readonly string[];
  readonly vars: Readonly<Record<string, string | number | boolean>>;
  readonly steps: readonly Step[];
  readonly cleanup: readonly Step[];
}
