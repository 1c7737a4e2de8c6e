import type { Changes, Flaky, RunFile, RunSummary, Timing } from '../../model.ts';
import type { DbApiRow } from '../text/coverage/db-api-coverage.ts';

/** All that the dashboard shows; its pages are functions of this alone. */
export interface ReportData {
  readonly run: RunFile;
  /** Runs on the same target, the oldest first; the run itself is among them when it is complete. */
  readonly history: readonly RunSummary[];
  /** Since the last complete run on the same target. */
  readonly changes?: Changes;
  readonly flaky: readonly Flaky[];
  readonly timings: readonly Timing[];
  readonly functions: readonly DbApiRow[];
}
