import { renameSync, writeFileSync } from 'node:fs';
import type { RunFile } from '../model.ts';

/**
 * Writes a run file, a scenario a line, and replaces what was there as a whole: whoever reads it finds one or the other.
 * @param lines each scenario as JSON, where that is known already
 */
export function writeRunFile(
  file: string,
  { scenarios, ...head }: RunFile,
  lines: readonly string[] = scenarios.map((scenario) => JSON.stringify(scenario)),
): void {
  const next = `${file}.next`;
  writeFileSync(next, `${JSON.stringify(head).slice(0, -1)},"scenarios":[\n${lines.join(',\n')}\n]}\n`);
  renameSync(next, file);
}
