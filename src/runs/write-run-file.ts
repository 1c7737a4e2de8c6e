import type { RunFile } from '../model.ts';
import { headed, replaceFile } from './headed-json.ts';

/** Members of a run file's first line: what identifies a run, and whether it is complete. */
const IDENTITY = [
  ...(['version', 'id', 'status', 'startedAt', 'finishedAt'] as const),
  ...(['baseline', 'target', 'filters', 'shard', 'digest', 'planned'] as const),
] as const;
export type RunIdentity = Pick<RunFile, (typeof IDENTITY)[number]>;

/**
 * Writes a run file, a scenario a line behind all else, and replaces what was there as a whole: whoever reads it finds
 * one or the other.
 * @param lines each scenario as JSON, where that is known already
 */
export function writeRunFile(
  file: string,
  { scenarios, ...members }: RunFile,
  lines: readonly string[] = scenarios.map((scenario) => JSON.stringify(scenario)),
): void {
  const [identity, rest] = [true, false].map((first) =>
    Object.fromEntries(
      Object.entries(members).filter(([name]) => (IDENTITY as readonly string[]).includes(name) === first),
    ),
  );
  const text = headed(identity ?? {}, rest ?? {}).slice(0, -1);
  replaceFile(file, `${text},\n"scenarios":[\n${lines.join(',\n')}\n]}\n`);
}
