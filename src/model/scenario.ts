import type { AnswerLimits } from './answer-limits.ts';
import type { Actor, Json, Method, Place, Service } from './basics.ts';
import type { InventoryEndpoint } from './inventory.ts';
import type { ReleaseRange } from './release.ts';

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

/** What the values at a place must be: each word that is given must hold. */
export interface Matcher {
  readonly equals?: Json;
  /** Of a text or a list. */
  readonly length?: number;
  /** A regular expression. */
  readonly matches?: string;
  /** A part of a text, or an element of a list. */
  readonly contains?: Json;
  /** A part of an object, at any depth: keys that it does not name may have any value. */
  readonly includes?: Json;
  readonly exists?: boolean;
  readonly type?: 'string' | 'number' | 'boolean' | 'array' | 'object' | 'null';
  /** How many values the JSONPath finds. */
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

/** What is expected of deployments of some releases alone. */
export interface ReleaseExpectation {
  readonly releases: ReleaseRange;
  readonly expect: Expectation;
  /** As `expectPlaces` of a step. */
  readonly places: Readonly<Record<string, Place>>;
}

export interface Poll {
  readonly until: Expectation;
  /** Milliseconds between the first two requests; later ones wait longer. */
  readonly every: number;
  /** Milliseconds until it counts as failed. */
  readonly timeout: number;
  readonly stopOn?: Expectation;
}

export interface Comparison {
  /** JSONPaths of arrays whose order matters though the request asks for none. */
  readonly ordered?: readonly string[];
  /** JSONPaths of times that may be from before the run: of things that outlive it. */
  readonly undated?: readonly string[];
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
  /** What else is expected, release by release. */
  readonly expectByRelease?: readonly ReleaseExpectation[];
  /** Variable name to where its value is. */
  readonly capture: Readonly<Record<string, CaptureSource>>;
  readonly poll?: Poll;
  /** What this step's answers may take, where it is not what the run says. */
  readonly limits?: Partial<AnswerLimits>;
  readonly compare?: Comparison;
  readonly known?: KnownDifference;
}

/** A failure of a step that its author knows. */
export interface KnownDifference {
  readonly reason: string;
  /** Where it is tracked. */
  readonly issue?: string;
  /** The last day on which it is accepted, `2027-03-31`. */
  readonly until?: string;
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
  /** One request of it makes several things at once: the order of their times is chance. */
  readonly together?: boolean;
  /** Why it is not run. */
  readonly skip?: string;
  /** Names of what all projects share that it touches; scenarios that name the same never run at once. */
  readonly locks: readonly string[];
  readonly vars: Readonly<Record<string, string | number | boolean>>;
  readonly steps: readonly Step[];
  readonly cleanup: readonly Step[];
}
