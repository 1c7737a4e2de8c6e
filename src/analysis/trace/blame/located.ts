import type { PerSide, TraceEvent } from '../../../model.ts';
import type { Divergence } from '../align.ts';
import type { CopyEdit } from '../copy-edits.ts';

/** The two query streams of one step. */
export interface StepStreams {
  readonly step: string;
  /** The earlier step whose failure kept this one from being sent. */
  readonly blockedBy?: string;
  /** Whether the request was sent together with others. Their queries interleave differently on each side. */
  readonly isAtOnce?: boolean;
  /** Names of the members of the answer that differ. */
  readonly fields?: readonly string[];
  /** The sent requests, for a step that uses captures of earlier steps. */
  readonly sent?: Sent;
  readonly baseline: readonly TraceEvent[];
  readonly target: readonly TraceEvent[];
}

/** Both sides' requests as text, and the names of the steps whose captures are in them. */
export interface Sent {
  readonly requests: PerSide<string>;
  readonly capturedIn: readonly string[];
}

/** The place of a failing step's fault. */
export interface Located {
  /** The earlier step that contains the fault; absent if the failing step does. */
  readonly inStep?: string;
  /** Whether that step sent requests at once, whose queries interleave by chance. */
  readonly isAtOnce?: boolean;
  /** Absent if an edit of the copy is to blame and no query shows it. */
  readonly divergence?: Divergence;
  readonly edit?: CopyEdit;
  /** Tables in which the step with the fault left other rows. */
  readonly changes?: readonly string[];
  /** A query that the target refused in the earlier step, before any other difference. */
  readonly refusal?: TraceEvent;
  /** For a lost write: the place if the read that shows the loss is wrong instead. */
  readonly read?: Located;
  /** For a read: the write to blame if the target is known to have other rows. */
  readonly stored?: Located;
}
