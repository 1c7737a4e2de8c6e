import type { GapScore, RunFile, RunSummary } from '../model.ts';

/** The stored state of a gap catalogue, used to resume it. */
export interface GapsFile {
  readonly version: 1;
  readonly scores: readonly GapScore[];
}

/**
 * The JSON files that run-scenarios writes and reads. `npm run schemas` generates schemas/run-files.schema.json from
 * it.
 */
export interface FileKinds {
  readonly run: RunFile;
  readonly history: RunSummary;
  readonly gaps: GapsFile;
}
