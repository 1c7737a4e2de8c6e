export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly function: string;
}

/** A value of a row or parameter; a long text is cut, its length and digest added. */
export type Cell = string | number | boolean | null;

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
      /** A digest of what it asks for, the same on every kind of database. */
      readonly asked?: number;
      /** What it was given, by the name of the parameter: one object for each execution. */
      readonly given?: readonly Readonly<Record<string, Cell>>[];
      readonly rows?: number;
      readonly keys?: readonly (string | number | null)[];
      /** Names of the columns of `values`, which holds the first rows. */
      readonly columns?: readonly string[];
      readonly values?: readonly (readonly Cell[])[];
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
      /** In a word: a plain value, a list's length, or a type's name. */
      readonly returned?: string;
    })
  | (TraceContext & {
      readonly kind: 'transaction';
      /** `commit`, `rollback`, `savepoint`, `rollback_savepoint`, `release_savepoint`. */
      readonly ended: string;
    })
  | (TraceContext & {
      readonly kind: 'refusal';
      readonly construct: string;
      readonly detail: string;
      readonly traceback: readonly string[];
    })
  | (TraceContext & { readonly kind: 'round-trip'; readonly script: string });

/** The probe failed to note an event, which is lost; it need not know of which request. */
export interface ProbeError {
  readonly kind: 'probe-error';
  readonly time: number;
  /** Part of the probe. */
  readonly where: string;
  readonly error: string;
  /** In the probe's own code. */
  readonly at?: Frame;
}

export interface Survey {
  readonly version: 1;
  /** Why there is no result: the last line of its error. */
  readonly failed?: string;
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

/** Where the target's copy does not do what the original does; `unknown` in place of a construct that is not known. */
export const UNKNOWN = 'unknown';

/** A requirement that the target refuses or answers wrongly, or that its copy does not ask for. */
export interface MissingQuery extends Requirement {
  /** `copy`: the discovery copy asks for something else than the original. */
  readonly way: 'refused' | 'wrong' | 'copy';
  /** False when a refusal before it kept the target from reaching it. */
  readonly reached: boolean;
  /** Only the survey of the target's ROME says so; nothing was seen. */
  readonly surveyed?: true;
  /** The earlier step of the scenario in which it happened. */
  readonly inStep?: string;
  /** Of a mistake in the copy: its unified diff from what `run-scenarios copy` makes, there. */
  readonly hunk?: string;
  /** What was seen: a refusal's text, row counts, values. */
  readonly evidence: string;
  /** Where `construct` is a guess: all constructs of the statement that may be wrong. */
  readonly candidates?: readonly string[];
  /** `at` on the target, in the discovery copy. */
  readonly place?: Frame;
  readonly statement?: string;
  readonly requestId?: string;
  /** Of a refusal: the service's frames, outermost first. */
  readonly traceback?: readonly string[];
  /** When the first run on this target found it, as far as earlier run files tell. */
  readonly firstSeen?: string;
}
