import type { RunFile } from '../model.ts';
import { headed, replaceFile } from './headed-json.ts';

/** Members of a run file's first line: the run's identity and completeness. */
const IDENTITY = [
  ...(['version', 'id', 'status', 'startedAt', 'finishedAt'] as const),
  ...(['baseline', 'target', 'filters', 'shard', 'digest', 'planned'] as const),
] as const;
export type RunIdentity = Pick<RunFile, (typeof IDENTITY)[number]>;

/**
 * Writes a run file with one scenario per line at the end, and replaces the old one atomically.
 * @param lines scenarios that are already converted to JSON
 */
export function writeRunFile(
  file: string,
  { scenarios, ...members }: RunFile,
  lines: readonly (string | Uint8Array)[] = scenarios.map((scenario) => JSON.stringify(scenario)),
): void {
  const [identity, rest] = [true, false].map((first) =>
    Object.fromEntries(
      Object.entries(members).filter(([name]) => (IDENTITY as readonly string[]).includes(name) === first),
    ),
  );
  const text = headed(identity ?? {}, rest ?? {}).slice(0, -1);
  const separated = lines.flatMap((line, index) => (index === 0 ? [line] : [',\n', line]));
  replaceFile(file, [`${text},\n"scenarios":[\n`, ...separated, '\n]}\n']);
}
