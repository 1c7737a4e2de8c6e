import type { Changes, Flaky, RunFile, RunSummary, Timing } from '../../model.ts';
import type { DbApiRow } from '../text/coverage/db-api-coverage.ts';

/** All data of the dashboard. Its pages depend on nothing else. */
export interface ReportData {
  readonly run: RunFile;
  /** Complete runs on the same target, oldest first, including this one if it is complete. */
  readonly history: readonly RunSummary[];
  /** Changes since the last complete run on the same target. */
  readonly changes?: Changes;
  readonly flaky: readonly Flaky[];
  readonly timings: readonly Timing[];
  readonly functions: readonly DbApiRow[];
  /** Ids of the runs whose dashboards are in sibling folders; absent for a single dashboard. */
  readonly siblings?: ReadonlySet<string>;
}
