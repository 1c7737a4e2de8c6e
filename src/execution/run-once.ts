import { bothKnown, gateOf, knownIn } from '../analysis/known.ts';
import { isFailed, isGreen } from '../analysis/verdict.ts';
import { Config } from '../config/config.ts';
import { readKnown } from '../config/known.ts';
import { orDiskFull, watchDisks } from '../deployments/machine/disk-space.ts';
import { HarnessError } from '../errors.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { RunFile, Scenario } from '../model.ts';
import { IsolatedReporters } from '../publishing/isolated-reporters.ts';
import { gateText } from '../reporters/text/gate-text.ts';
import { TerminalReporter } from '../reporters/text/terminal.ts';
import { run } from '../runner/run/run.ts';
import { readHistory } from '../runs/history-files.ts';
import { pruneRuns } from '../runs/prune-runs.ts';
import { ReachedBefore } from '../runs/reached-before.ts';
import { newestRun } from '../runs/run-files.ts';
import { answerLimits } from '../yaml/answer-limits.ts';
import { bootNamed } from './boot/boot-named.ts';
import { foldersOf, preflight } from './boot/preflight.ts';
import { earlierRuns, exitCodeOfRun, finishRun, killedRunNote, runFolder } from './finish-run.ts';
import { Narrower } from './narrower.ts';
import { responseRules } from './response-rules.ts';
import { runDigest } from './run-digest.ts';
import { baselineVersions, inventoriesFor, namedIn, scenariosFor } from './scenarios-for.ts';
import { select, served, withoutSkipped } from './select.ts';
import { type ShardOption, takeShard } from './take-shard.ts';
import { TokenFile } from './token-file.ts';

export interface RunOptions {
  readonly target: string;
  readonly config: string;
  /** OpenStack release that overrides the config's for managed deployments. */
  readonly release?: string | undefined;
  /** The same for the baseline alone. */
  readonly baselineRelease?: string | undefined;
  readonly scenarios: readonly string[];
  /** Values of variables that override the scenario files. */
  readonly var?: Readonly<Record<string, string>>;
  /** Folder of the reports, which has a folder per run. */
  readonly output: string;
  readonly workers: number;
  /** The shard to run, if other jobs run the others. */
  readonly shard?: ShardOption;
  /** Filters of scenarios to exclude. */
  readonly exclude?: readonly string[];
  /** A regular expression over ids and names. */
  readonly grep?: string;
  /** Only scenarios that did not pass in the last run on this target. */
  readonly onlyFailed: boolean;
  readonly keep: boolean;
  /** Show every request with both answers. */
  readonly verbose?: boolean;
  /** Number of failed scenarios after which no new one starts. */
  readonly maxFailures?: number;
  readonly probe: boolean;
  /** Reduce statements whose results differ. */
  readonly narrow: boolean;
  /** Limits of an answer: time such as `30s`, size such as `64MB`. */
  readonly answerTimeout?: string;
  readonly maxAnswerSize?: string;
  /** With `new`, failures accepted in `known` do not affect the exit code. */
  readonly failOn?: 'any' | 'new';
  /** Path of the accepted failures. */
  readonly known?: string;
  /** Results to write in addition to run.json and junit.xml. */
  readonly reporter?: 'allure';
  /** Number of runs on this target to keep in the reports; older ones are removed. */
  readonly keepRuns?: number;
  readonly signal: AbortSignal;
  readonly out: NodeJS.WriteStream;
  /** Receives a line of progress. */
  readonly progress: (line: string) => void;
}

export interface Once {
  /** Keep the deployments for the next run, but not what scenarios created on them. */
  readonly keepDeployments?: boolean;
  /** Write only run.json, into this folder, for a run that is part of another. */
  readonly into?: string;
  /** Run only this scenario, unmodified, without showing progress. */
  readonly only?: Scenario;
}

export interface RunOutcome {
  readonly run: RunFile;
  /** The folder with run.json. */
  readonly folder: string;
  readonly code: ExitCode;
}

export async function runOnce(
  filters: readonly string[],
  command: RunOptions,
  { keepDeployments = false, into, only }: Once = {},
): Promise<RunOutcome> {
  const { keep, probe, signal, progress, workers } = command;
  const config = new Config(command.config, command);
  const named = namedIn(config, command.target);
  // Report mistakes in the file before booting.
  const accepted =
    (command.failOn === 'new' && readKnown(command.known ?? 'known.yaml')[command.target]) || {};
  const known = inventoriesFor(named);
  const rules = responseRules(known);
  const failed = command.onlyFailed ? failedBefore(command) : undefined;
  const loaded = await scenariosFor(command, named);
  const selected = only
    ? [only]
    : select(loaded, filters, {
        ...command,
        failed,
        reached: new ReachedBefore(command.output, progress),
        note: progress,
      });
  const active = withoutSkipped(selected, progress);
  const all = served(active, [named.baseline, named.target]);
  const left = active.length - all.length;
  if (left > 0) progress(`Skipping ${left} scenarios: the deployments do not provide their service`);
  const part = command.shard && takeShard(all, command.shard, command);
  const scenarios = part?.scenarios ?? all;
  const services = [...new Set(scenarios.map(({ service }) => service))];
  await preflight(named, command.output);
  const folders = await foldersOf(named, command.output);
  const booted = await bootNamed(named, services, {
    keep: keep || keepDeployments,
    probe,
    progress,
    signal,
  }).catch((error: unknown) => {
    throw orDiskFull(error, folders);
  });
  const death = new AbortController();
  const endWatch = watchDisks(folders, (error) => death.abort(error));
  let narrower: Narrower | undefined;
  try {
    const { deployments } = booted;
    const name = part ? `${command.target}-shard-${part.shard.index}-of-${part.shard.of}` : command.target;
    const folder = into ?? runFolder(command.output, name);
    void booted.died.then((error) => death.abort(error));
    const earlier = earlierRuns(command.output, command.target, progress);
    const killed =
      Object.values(deployments).some(({ disposable }) => !disposable) &&
      killedRunNote(command.output, command.target);
    if (killed) progress(killed);
    const digest = runDigest(command.scenarios, deployments.target, known);
    const tokens = new TokenFile();
    const terminal = new TerminalReporter(command.out, {
      verbose: command.verbose,
      planned: scenarios.map(({ id }) => id),
      expected: usualTimes(command),
    });
    narrower = command.narrow && probe ? Narrower.of(deployments) : undefined;
    const reporters = new IsolatedReporters(only ? [] : [terminal]);
    const finished = await run(scenarios, {
      ...{
        deployments,
        rootCause: async (error) => atFault(await booted.rootCause(error), folders),
        inventories: known,
        baselineReleases: baselineVersions(named, services),
        rules,
        filters: [...filters, ...narrowed(command)],
        digest,
        seen: earlier.seen,
        folder,
        keep,
        workers,
        narrowing: narrower,
        limits: {
          ...config.answerLimits(),
          ...answerLimits(command.answerTimeout, command.maxAnswerSize),
        },
        maxFailures: command.maxFailures,
      },
      shard: part?.shard,
      signal: AbortSignal.any([signal, death.signal]),
      onKept: (scenario, projects) => tokens.add(scenario, projects),
      onEvent: (event) => reporters.onEvent(event),
    });
    if (!into) {
      finishRun(finished, reporters, { ...command, folder, earlier });
      if (command.keepRuns !== undefined) prune(command, command.keepRuns);
    }
    const today = new Date().toISOString().slice(0, 10);
    const gate = gateOf(finished, bothKnown(accepted, knownIn(scenarios, today)));
    if (command.failOn === 'new') progress(gateText(gate));
    const tokenFile = await tokens.write();
    if (tokenFile) progress(`To use the curl commands: . ${tokenFile}`);
    else if (!isGreen(finished.scenarios))
      progress('To send the curl commands yourself, run again with --keep.');
    for (const failure of reporters.failures) progress(failure);
    const code = exitCodeOfRun(finished, reporters.failures, command.failOn === 'new' && gate);
    return { run: finished, folder, code };
  } catch (error) {
    throw orDiskFull(error, folders);
  } finally {
    endWatch();
    narrower?.stop();
    await booted.stop();
  }
}

/** The error to report: a full disk also lets services fail or exit. */
function atFault(error: HarnessError, folders: readonly string[]): HarnessError {
  if (error.code === 'INTERRUPTED' || error.code === 'DISK_FULL') return error;
  return orDiskFull(error, folders);
}

function prune({ output, target, progress }: RunOptions, kept: number): void {
  const removed = pruneRuns(output, target, kept);
  if (removed.length > 0)
    progress(`Removed ${removed.length} older runs from ${output}: --keep-runs ${kept}`);
}

/** Options that make a run incomplete, as stored in the run file. */
const narrowed = ({ exclude = [], grep, onlyFailed }: RunOptions): readonly string[] => [
  ...exclude.map((filter) => `--exclude ${filter}`),
  ...(grep === undefined ? [] : [`--grep ${grep}`]),
  ...(onlyFailed ? ['--only-failed'] : []),
];

/** Milliseconds of each scenario in the last run on this target, or else on any target. */
function usualTimes({ output, target }: RunOptions): ReadonlyMap<string, number> {
  const history = readHistory(output);
  const last = history.findLast((each) => each.target === target) ?? history.at(-1);
  return new Map(Object.entries(last?.scenarios ?? {}));
}

/** Ids of the scenarios that did not pass in the last run on the target, and of those that it stopped before. */
function failedBefore({ output, target, progress }: RunOptions): ReadonlySet<string> {
  const last = newestRun(output, (each) => each.target === target, progress, ['finished', 'aborted']);
  const failed = new Set([
    ...(last?.scenarios.filter(isFailed).map(({ id }) => id) ?? []),
    ...(last?.notRun ?? []),
  ]);
  if (failed.size > 0) return failed;
  throw new HarnessError('NOTHING_SELECTED', `No scenario failed in the last run on ${target}`, {
    fix: last ? 'Run without --only-failed.' : `${output} has no such run; run without --only-failed.`,
  });
}
