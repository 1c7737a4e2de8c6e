import type { RunFile, ScenarioResult } from '../model.ts';
import { headed, replaceFile } from './headed-json.ts';

/** Members of a run file's first line: the run's identity and completeness. */
const IDENTITY = [
  ...(['version', 'id', 'status', 'startedAt', 'finishedAt'] as const),
  ...(['baseline', 'target', 'filters', 'shard', 'digest', 'planned'] as const),
] as const;
export type RunIdentity = Pick<RunFile, (typeof IDENTITY)[number]>;

/**
 * Writes a run file with one scenario per line at the end, and replaces the old one atomically. One line at a time is in
 * memory.
 * @param lineOf converts a scenario to JSON
 */
export function writeRunFile(
  file: string,
  { scenarios, ...members }: RunFile,
  lineOf: (scenario: ScenarioResult) => string | Uint8Array = (scenario) => JSON.stringify(scenario),
): void {
  const [identity, rest] = [true, false].map((first) =>
    Object.fromEntries(
      Object.entries(members).filter(([name]) => (IDENTITY as readonly string[]).includes(name) === first),
    ),
  );
  const text = headed(identity ?? {}, rest ?? {}).slice(0, -1);
  replaceFile(file, partsOf(`${text},\n"scenarios":[\n`, scenarios, lineOf));
}

function* partsOf(
  head: string,
  scenarios: readonly ScenarioResult[],
  lineOf: (scenario: ScenarioResult) => string | Uint8Array,
): Generator<string | Uint8Array> {
  yield head;
  for (const [index, scenario] of scenarios.entries()) {
    if (index > 0) yield ',\n';
    yield lineOf(scenario);
  }
  yield '\n]}\n';
}
