export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly function: string;
}

/**
 * A value of a row or parameter. A long text is cut, with its length and digest appended. A list is the parameter of an
 * IN.
 */
export type Cell = string | number | boolean | null | readonly Cell[];

interface TraceContext {
  /** Package of the service that caused it, if a request passes through several. */
  readonly service?: string;
  readonly request: string;
  readonly time: number;
  readonly controller?: string;
  /** The outermost DB-API function, and the public functions between it and the event. */
  readonly db_api?: string;
  readonly via?: readonly string[];
  readonly at?: Frame;
  readonly inner?: Frame;
}

/** One line of the probe's file; docs/probe.md describes the format. */
export type TraceEvent =
  | (TraceContext & {
      readonly kind: 'statement';
      readonly constructs: readonly string[];
      /** Without values; absent if no statement was sent. */
      readonly sql?: string;
      /** A digest of the question, independent of the database's SQL dialect. */
      readonly asked?: number;
      /** Parameters by name, one object per execution. */
      readonly given?: readonly Readonly<Record<string, Cell>>[];
      readonly rows?: number;
      readonly keys?: readonly (string | number | null)[];
      /** Names of the columns in `values`, which has the first rows. */
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
      /** A public DB-API function. `db_api` is its caller, if any. */
      readonly function: string;
      readonly ms: number;
      readonly error?: string;
      /** Summary of the result: a plain value, a list's length, or a type's name. */
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

/** The probe failed to record an event, which is lost. Its request may be unknown. */
export interface ProbeError {
  readonly kind: 'probe-error';
  readonly time: number;
  /** The part of the probe that failed. */
  readonly where: string;
  readonly error: string;
  /** The place in the probe's own code. */
  readonly at?: Frame;
}

export interface Survey {
  readonly version: 1;
  /** Why there is no result: the last line of the error. */
  readonly failed?: string;
  readonly constructs: Readonly<Record<string, SurveyedConstruct>>;
}

export type SurveyedConstruct =
  | { readonly verdict: 'met' }
  | { readonly verdict: 'refused'; readonly detail: string }
  | { readonly verdict: 'wrong'; readonly expected: string; readonly actual: string }
  | { readonly verdict: 'unknown'; readonly because: string };

/** A pair (DB-API function, construct) that an endpoint needed on the baseline. */
export interface Requirement {
  /** `<DB-API function> <construct>`. */
  readonly id: string;
  readonly dbApi: string;
  readonly construct: string;
  readonly at: Frame;
  readonly inner?: Frame;
}

/** How endpoints use a public DB-API function on the baseline. */
export interface DbApiUse {
  readonly name: string;
  readonly endpoints: readonly string[];
  /** Constructs of its queries, direct or through other functions. */
  readonly constructs: readonly string[];
}

/** The name of a construct that could not be determined. */
export const UNKNOWN = 'unknown';

/** The smallest statement that SQLite and the target's ROME still answer differently over the same rows. */
export interface Narrowed {
  /** On one line, with its values. */
  readonly sql: string;
  /** Number of rows that are left in its tables. */
  readonly rows: number;
  /** The two results. */
  readonly baseline: string;
  readonly target: string;
  /** Constructs without which the results are the same, the most specific first. */
  readonly needed: readonly string[];
}

/** A requirement that the target refuses, answers wrongly, or does not send because of an edit of the copy. */
export interface MissingQuery extends Requirement {
  /** `copy`: an edit of the discovery copy changes the query. */
  readonly way: 'refused' | 'wrong' | 'copy';
  /** False if an earlier refusal kept the target from reaching it. */
  readonly reached: boolean;
  /** Only the survey of the target's ROME found it; no request showed it. */
  readonly surveyed?: true;
  /** The earlier step of the scenario that contains the fault. */
  readonly inStep?: string;
  /** For an edit of the copy: the unified diff from the unedited copy. */
  readonly hunk?: string;
  /** The observation: a refusal's message, row counts, values. */
  readonly evidence: string;
  /** It read rows that other scenarios can change, and nothing of this scenario explains the failure. */
  readonly ofOthers?: true;
  /** Tables in which its step left other rows than on the baseline. */
  readonly changes?: readonly string[];
  /** All possible constructs, if `construct` is a guess. */
  readonly candidates?: readonly string[];
  readonly narrowed?: Narrowed;
  /** The position of `at` in the discovery copy. */
  readonly place?: Frame;
  readonly statement?: string;
  readonly requestId?: string;
  /** For a refusal: the service's frames, outermost first. */
  readonly traceback?: readonly string[];
  /** When a run on this target first found it, according to earlier run files. */
  readonly firstSeen?: string;
}
