import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GapScore } from '../model.ts';
import type { GapsFile } from './file-kinds.ts';
import { readVersioned } from './versioned-file.ts';

const fileIn = (folder: string): string => join(folder, 'gaps.json');

/** The scores of an interrupted catalogue. @throws HarnessError GAPS_FILE_INVALID */
export function readGapScores(folder: string): readonly GapScore[] {
  const kind = {
    name: 'gaps',
    code: 'GAPS_FILE_INVALID',
    what: 'a catalogue of gaps',
    fix: 'Name a folder that `run-scenarios gaps` made.',
  } as const;
  return readVersioned(fileIn(folder), kind).scores;
}

export function writeGapScores(folder: string, scores: readonly GapScore[]): void {
  mkdirSync(folder, { recursive: true });
  const file: GapsFile = { version: 1, scores };
  writeFileSync(fileIn(folder), `${JSON.stringify(file, null, 1)}\n`);
}
