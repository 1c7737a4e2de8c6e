import type { Frame } from './trace.ts';

/** A service's log about a request: its lines, and the exception among them. */
export interface ServiceWords {
  /** Lines in order, cut if there are many. */
  readonly log: readonly string[];
  readonly exception?: LoggedException;
}

export interface LoggedException {
  /** The type with its module, such as `KeyError`. */
  readonly type: string;
  readonly message: string;
  /** Outermost first. */
  readonly frames: readonly LoggedFrame[];
}

export interface LoggedFrame extends Frame {
  readonly code?: string;
  /** Whether it is in a discovery copy. */
  readonly inCopy?: true;
}
