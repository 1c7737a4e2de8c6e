import { writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { lostFacets, lostScenarios } from '../assertions/coverage.ts';
import { summaryOf } from '../assertions/history.ts';
import { isGreen } from '../assertions/verdict.ts';
import { Config } from '../config/config.ts';
import { writeHistory } from '../config/history.ts';
import { inventories } from '../config/inventories.ts';
import { newestRun } from '../config/run-files.ts';
import { HarnessError, messageOf } from '../errors.ts';
import type { RunEvent, RunFile } from '../model.ts';
import { junit } from '../reporters/junit.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { TerminalReporter } from '../reporters/terminal.ts';
import { loadScenarios } from '../runner/load/load.ts';
import { run } from '../runner/run/run.ts';
import { ALLURE_RESULTS, writeAllureResults } from './allure-report.ts';
import { bootNamed } from './boot-named.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { responseRules } from './response-rules.ts';
import { runDigest } from './run-digest.ts';
import { select, served } from './select.ts';
import { TokenFile } from './token-file.ts';

export interface RunCommand {
  readonly target: string;
  readonly config: string;
  readonly scenarios: string;
  /** Folder of the reports, a folder per run in it. */
  readonly output: string;
  readonly workers: number;
  /** Those that were not green in the last run on this target. */
  readonly onlyFailed: boolean;
  readonly keep: boolean;
  readonly probe: boolean;
  /** Results to write besides run.json and junit.xml. */
  readonly reporter?: 'allure';
  readonly signal: AbortSignal;
  readonly out: NodeJS.WriteStream;
  /** Takes a line about what happens around the run. */
  readonly progress: (line: string) => void;
}

/** `run-scenarios [filter…] --target NAME`: resolves with the exit code. */
export async function runCommand(filters: readonly string[], command: RunCommand): Promise<number> {
  const { keep, probe, signal, progress, workers } = command;
  const config = new Config(command.config);
  const named = { baseline: config.baseline(), target: config.target(command.target) };
  const known = inventories();
  const rules = responseRules(known);
  const wanted = command.onlyFailed ? [...filters, ...failedBefore(command)] : filters;
  const selected = select(await loadScenarios(command.scenarios, known), wanted);
  const scenarios = served(selected, [named.baseline, named.target]);
  const left = selected.length - scenarios.length;
  if (left > 0) progress(`${left} scenarios are left out: the deployments lack their service`);
  const services = [...new Set(scenarios.map(({ service }) => service))];
  const booted = await bootNamed(named, services, { keep, probe, progress, signal });
  try {
    const { deployments, rootCause } = booted;
    const folder = join(
      command.output,
      `${new Date().toISOString().replace(/[:.]/g, '-')}-${command.target}`,
    );
    const death = new AbortController();
    void booted.died.then((error) => death.abort(error));
    const earlier = newestRun(
      command.output,
      (each) => each.filters.length === 0 && each.target === command.target,
    );
    const seen = new Map(
      newestRun(command.output, (each) => each.target === command.target)?.missing.map(
        ({ id, firstSeen }) => [id, firstSeen ?? ''] as const,
      ),
    );
    const digest = await runDigest(command.scenarios, deployments.target, known);
    const tokens = new TokenFile();
    const reporters = new IsolatedReporters([new TerminalReporter(command.out)]);
    const finished = await run(scenarios, {
      ...{ deployments, rootCause, inventories: known, rules, filters: wanted, seen, folder, keep, workers },
      signal: AbortSignal.any([signal, death.signal]),
      onKept: (scenario, projects) => tokens.add(scenario, projects),
      onEvent: (event) => reporters.onEvent(event),
    });
    reporters.attempt('junit', () => writeFileSync(join(folder, 'junit.xml'), junit(finished)));
    if (command.reporter === 'allure')
      reporters.attempt('allure', () => writeAllureResults(join(folder, ALLURE_RESULTS), finished));
    if (finished.status === 'finished' && filters.length === 0)
      reporters.attempt('history', () =>
        writeHistory(command.output, basename(folder), summaryOf(finished, digest)),
      );
    for (const line of lostCoverage(earlier, finished)) progress(line);
    progress(`Results: ${relative(process.cwd(), folder)}/run.json and junit.xml`);
    const tokenFile = await tokens.write();
    if (tokenFile) progress(`To paste the curl commands: . ${tokenFile}`);
    else if (!isGreen(finished.scenarios))
      progress(
        'To paste the curl commands, run again with --keep: the deployments and what failed then stay.',
      );
    for (const failure of reporters.failures) progress(failure);
    return exitCode(finished, reporters.failures.length > 0);
  } finally {
    await booted.stop();
  }
}

/** Ids of the scenarios that were not green in the last finished run on the target. */
function failedBefore({ output, target }: RunCommand): string[] {
  const last = newestRun(output, (each) => each.target === target);
  const failed = last?.scenarios.filter((scenario) => !isGreen([scenario])).map(({ id }) => id) ?? [];
  if (failed.length > 0) return failed;
  throw new HarnessError('NOTHING_SELECTED', `Nothing failed in the last run on ${target}`, {
    fix: last ? 'Run without --only-failed.' : `There is none in ${output}; run without --only-failed.`,
  });
}

/** What the last complete run on this target covered and this one does not: a scenario or a step went. */
function lostCoverage(earlier: RunFile | undefined, now: RunFile): string[] {
  if (!earlier || now.filters.length > 0 || now.status !== 'finished') return [];
  const lost = [
    ...lostScenarios(earlier.scenarios, now.scenarios),
    ...lostFacets(earlier.endpoints, now.endpoints),
  ];
  if (lost.length === 0) return [];
  const head = `Coverage fell: ${lost.length} that the run of ${earlier.startedAt} covered ${lost.length === 1 ? 'is' : 'are'} gone`;
  return [
    head,
    ...lost.slice(0, MOST_LOST).map((name) => `  ${name}`),
    ...(lost.length > MOST_LOST ? ['  …'] : []),
  ];
}

const MOST_LOST = 10;

function exitCode(run: RunFile, reporterFailed: boolean): number {
  if (run.abort) return exitCodeOf(run.abort.code);
  if (reporterFailed) return EXIT.harness;
  return isGreen(run.scenarios) ? EXIT.identical : EXIT.different;
}

/** Reporters of which one that throws stops neither the run nor the others, but fails the run. */
class IsolatedReporters {
  readonly failures: string[] = [];
  readonly #reporters: readonly Reporter[];

  constructor(reporters: readonly Reporter[]) {
    this.#reporters = reporters;
  }

  onEvent(event: RunEvent): void {
    for (const reporter of this.#reporters) this.attempt(reporter.name, () => reporter.onEvent(event));
  }

  attempt(name: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.failures.push(`The reporter "${name}" failed: ${messageOf(error)}`);
    }
  }
}
