import type { Frame } from './trace.ts';

/** What a service itself said of a request: its log lines, and the exception that it logged. */
export interface ServiceWords {
  /** Lines in order, cut where there are many. */
  readonly log: readonly string[];
  readonly exception?: LoggedException;
}

export interface LoggedException {
  /** `KeyError`, with its module where it has one. */
  readonly type: string;
  readonly message: string;
  /** Outermost first. */
  readonly frames: readonly LoggedFrame[];
}

export interface LoggedFrame extends Frame {
  readonly code?: string;
  /** It is in a discovery copy. */
  readonly inCopy?: true;
}
