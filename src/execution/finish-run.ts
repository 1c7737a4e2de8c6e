import { writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { lostFacets, lostScenarios } from '../analysis/coverage/coverage.ts';
import { summaryOf } from '../analysis/history.ts';
import type { Gate } from '../analysis/known.ts';
import { isGreen } from '../analysis/verdict.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.ts';
import { isComplete, type RunFile, type ScenarioResult } from '../model.ts';
import { ALLURE_RESULTS, writeAllureResults } from '../publishing/allure-report.ts';
import type { IsolatedReporters } from '../publishing/isolated-reporters.ts';
import { junit } from '../reporters/formats/junit.ts';
import { readFound, writeHistory } from '../runs/history-files.ts';
import {
  newestIdentity,
  newestRunFile,
  newestWithoutScenarios,
  readWithoutScenarios,
} from '../runs/run-files.ts';
import type { RunIdentity } from '../runs/write-run-file.ts';

/** Results of earlier runs on a target, read before this run adds to them. */
export interface Earlier {
  /** The last complete run. */
  readonly complete: () => Omit<RunFile, 'scenarios'> | undefined;
  /** When a missing query was first found, by query id. */
  readonly seen: ReadonlyMap<string, string>;
}

export function earlierRuns(output: string, target: string, note?: (line: string) => void): Earlier {
  const seen = new Map<string, string>();
  for (const { missing, startedAt } of readFound(output, target))
    for (const id of missing) if (!seen.has(id)) seen.set(id, startedAt);
  const last = newestRunFile(output, (each) => each.target === target);
  const missing = last === undefined ? undefined : readWithoutScenarios(last)?.missing;
  for (const { id, firstSeen } of missing ?? []) {
    const known = seen.get(id);
    if (firstSeen && (known === undefined || firstSeen < known)) seen.set(id, firstSeen);
  }
  const now = new Date().toISOString();
  const isEarlier = (each: RunIdentity) => isComplete(each) && each.target === target && each.startedAt < now;
  return { seen, complete: () => newestWithoutScenarios(output, isEarlier, note) };
}

/** A warning if the last run on a target that outlives runs was killed; undefined otherwise. */
export function killedRunNote(output: string, target: string): string | undefined {
  const last = newestIdentity(output, (each) => each.target === target);
  return last?.status === 'running'
    ? `The run of ${last.startedAt} on ${target} did not finish. What it created may remain, and differ: run-scenarios reset`
    : undefined;
}

/** Path of a new run's folder, named by time so that the newest sorts last. */
export const runFolder = (output: string, name: string): string =>
  join(output, `${new Date().toISOString().replace(/[:.]/g, '-')}-${name.replace(/[^\w.-]+/g, '_')}`);

export interface FinishOptions {
  /** Folder of the reports, and in it the run's own folder with run.json. */
  readonly output: string;
  readonly folder: string;
  /** Results to write in addition to run.json and junit.xml. */
  readonly reporter?: 'allure';
  readonly earlier: Earlier;
  readonly progress: (line: string) => void;
}

/** Writes the results of a finished run beside run.json and prints their paths. */
export function finishRun(
  run: RunFile,
  reporters: IsolatedReporters,
  { output, folder, reporter, earlier, progress }: FinishOptions,
): void {
  reporters.attempt('junit', () => writeFileSync(join(folder, 'junit.xml'), junit(run)));
  if (reporter === 'allure')
    reporters.attempt('allure', () => writeAllureResults(join(folder, ALLURE_RESULTS), run));
  if (isComplete(run))
    reporters.attempt('history', () => writeHistory(output, basename(folder), summaryOf(run)));
  for (const line of lostCoverage(earlier, run)) progress(line);
  progress(`Results: ${relative(process.cwd(), folder)}/run.json and junit.xml`);
}

/**
 * Coverage that the last complete run on this target had and this one does not, because a scenario or step was removed.
 */
function lostCoverage({ complete }: Earlier, now: RunFile): string[] {
  const earlier = isComplete(now) ? complete() : undefined;
  if (!earlier) return [];
  const lost = [
    ...lostScenarios(earlier.endpoints, now.scenarios),
    ...lostFacets(earlier.endpoints, now.endpoints),
  ];
  if (lost.length === 0) return [];
  const head = `Coverage fell: ${lost.length} that the run of ${earlier.startedAt} covered ${lost.length === 1 ? 'is' : 'are'} no longer covered`;
  return [
    head,
    ...lost.slice(0, MOST_LOST).map((name) => `  ${name}`),
    ...(lost.length > MOST_LOST ? ['  …'] : []),
  ];
}

const MOST_LOST = 10;

/** Whether a bug of this tool ended a scenario or a comparison. */
const hasBug = ({ failures, steps }: ScenarioResult): boolean =>
  [failures, ...steps.map((step) => step.failures)].some((some) =>
    some.some(({ code }) => code === 'INTERNAL'),
  );

/**
 * @param failures errors of reporters, which fail the run regardless of its result
 * @param gate accepted failures, if only new ones count
 */
export function exitCodeOfRun(run: RunFile, failures: readonly string[], gate?: Gate | false): ExitCode {
  if (run.abort) return exitCodeOf(run.abort.code);
  if (failures.length > 0 || run.scenarios.some(hasBug)) return EXIT.harness;
  if (gate && run.scenarios.length > 0) return gate.fresh.length > 0 ? EXIT.different : EXIT.success;
  return isGreen(run.scenarios) ? EXIT.success : EXIT.different;
}
