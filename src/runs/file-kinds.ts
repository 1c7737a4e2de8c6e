import type { GapScore, RunFile, RunSummary } from '../model.ts';

/** What a catalogue of gaps keeps, to resume it. */
export interface GapsFile {
  readonly version: 1;
  readonly scores: readonly GapScore[];
}

/** The JSON files that run-scenarios writes and reads again; `npm run schemas` makes schemas/run-files.schema.json of it. */
export interface FileKinds {
  readonly run: RunFile;
  readonly history: RunSummary;
  readonly gaps: GapsFile;
}
