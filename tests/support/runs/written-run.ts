import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunFile } from '../../../src/model.ts';
import { writeRunFile } from '../../../src/runs/write-run-file.ts';
import type { Folder } from '../files/folder.ts';

/** Writes a run file as a run does, with the first line that searches of a reports folder read. */
export function writeRun(folder: Folder, name: string, run: RunFile): void {
  const file = join(folder.path, name);
  mkdirSync(dirname(file), { recursive: true });
  writeRunFile(file, run);
}
