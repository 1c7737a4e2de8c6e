import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { isFailed } from '../analysis/verdict.ts';
import { changedFunctions } from '../analysis/watch/changed-functions.ts';
import { mergeRerun } from '../analysis/watch/merge-rerun.ts';
import { filesOf, reaching } from '../analysis/watch/touched.ts';
import { Config } from '../config/config.ts';
import { HarnessError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { RunFile, Scenario } from '../model.ts';
import { reportData } from '../publishing/report-data.ts';
import { writeDashboard } from '../publishing/write-dashboard.ts';
import { junit } from '../reporters/formats/junit.ts';
import { errorText } from '../reporters/text/failure-text.ts';
import { ReachedBefore } from '../runs/reached-before.ts';
import { writeRunFile } from '../runs/write-run-file.ts';
import { type Change, Changes } from './file-changes.ts';
import { exitCodeOfRun } from './finish-run.ts';
import { type RunOptions, runOnce } from './run-once.ts';
import { inventoriesFor, namedIn, scenariosFor } from './scenarios-for.ts';
import { select } from './select.ts';

export interface WatchOptions extends RunOptions {
  readonly input: NodeJS.ReadStream;
  /** Ends the watch like a signal. */
  readonly interrupt: () => void;
}

/** State of a watch: the first run, updated by reruns. */
interface Session {
  readonly folder: string;
  readonly run: RunFile;
}

/**
 * `run-scenarios --watch`: runs, then reruns what a change affects, on persistent deployments, until it is quit.
 * It shows mistakes and continues. Resolves with the exit code of the last known results.
 */
export async function watch(filters: readonly string[], command: WatchOptions): Promise<ExitCode> {
  const target = new Config(command.config, command).target(command.target);
  const { copy = {}, source = {} } = target.kind === 'managed' ? target : {};
  const copies = Object.values(copy).map((file) => resolve(file));
  const checkouts = Object.entries(source).map(([component, folder]) => resolve(folder, component));
  const watched = [...command.scenarios, ...copies, ...checkouts];
  const changes = new Changes(watched, command.input, command.interrupt);
  let texts = copies.map(textOf);
  let session: Session | undefined;
  try {
    await changes.ready();
    for (let change: Change = { kind: 'all' }; change.kind !== 'quit'; ) {
      const edited = copies.map(textOf);
      const functions = changedInAny(texts, edited);
      try {
        session = await again(inFull(change, checkouts), session, functions, filters, command);
        texts = edited;
      } catch (error) {
        if (!(error instanceof HarnessError) || isInterruption(error)) throw error;
        command.progress(errorText(error));
      }
      command.progress(waiting(watched, changes.hasKeys));
      change = await changes.next(command.signal);
    }
    command.progress(KEPT);
    return session ? exitCodeOfRun(session.run, []) : EXIT.different;
  } catch (error) {
    if (isInterruption(error)) command.progress(KEPT);
    throw error;
  } finally {
    await changes.close();
  }
}

const KEPT = 'The deployments keep running; stop them with `run-scenarios down`';

const isInterruption = (error: unknown): boolean =>
  error instanceof HarnessError && error.code === 'INTERRUPTED';

/** A change of a service's code may affect every scenario. */
const inFull = (change: Change, checkouts: readonly string[]): Change =>
  change.kind === 'files' &&
  [...change.files].some((file) => checkouts.some((folder) => isBelow(file, folder)))
    ? { kind: 'all' }
    : change;

const isBelow = (file: string, folder: string): boolean => file.startsWith(`${folder}${sep}`);

/** Functions that changed in any copy; undefined if unknown. */
function changedInAny(before: readonly string[], now: readonly string[]): ReadonlySet<string> | undefined {
  const found = new Set<string>();
  for (const [index, text] of now.entries()) {
    const old = before[index] ?? '';
    const changed = text === old ? new Set<string>() : changedFunctions(old, text);
    if (!changed) return undefined;
    for (const name of changed) found.add(name);
  }
  return found;
}

/** Reruns what a change affects, and updates run.json, junit.xml and the dashboard. */
async function again(
  change: Change,
  session: Session | undefined,
  functions: ReadonlySet<string> | undefined,
  filters: readonly string[],
  command: WatchOptions,
): Promise<Session | undefined> {
  const named = namedIn(new Config(command.config, command), command.target);
  if (!session) {
    const first = await runOnce(filters, command, { keepDeployments: true });
    return show(first, command);
  }
  const chosen = select(await scenariosFor(command, named), filters, {
    ...command,
    reached: new ReachedBefore(command.output),
  });
  const present = new Set(chosen.map(({ id }) => id));
  const updated = (run?: RunFile): Session => {
    const merged = mergeRerun(session.run, run, inventoriesFor(named), present);
    return show({ folder: session.folder, run: merged }, command);
  };
  const touched = chosen.filter(touches(change, session.run, functions));
  if (touched.length === 0) {
    const gone = session.run.scenarios.filter(({ id }) => !present.has(id));
    if (gone.length > 0) {
      command.progress(`Removed from the results: ${gone.map(({ id }) => id).join(', ')}`);
      return updated();
    }
    command.progress('The change affects no scenario of this run');
    return session;
  }
  const ids = touched.map(({ id }) => id);
  const into = join(session.folder, 'again');
  const { run } = await runOnce(ids, { ...command, onlyFailed: false }, { keepDeployments: true, into });
  return updated(run);
}

/** Whether a change affects a scenario. True if unknown. */
function touches(
  change: Change,
  run: RunFile,
  functions: ReadonlySet<string> | undefined,
): (scenario: Scenario) => boolean {
  switch (change.kind) {
    case 'all':
    case 'quit':
      return () => true;
    case 'failed': {
      const failed = new Set(run.scenarios.filter(isFailed).map(({ id }) => id));
      return ({ id }) => failed.has(id);
    }
    case 'files': {
      const reached = functions && (functions.size === 0 ? new Set<string>() : reaching(run, functions));
      if (!reached) return () => true;
      const ran = new Set(run.scenarios.map(({ id }) => id));
      return (scenario) =>
        reached.has(scenario.id) ||
        !ran.has(scenario.id) ||
        [...filesOf(scenario)].some((file) => hasChanged(resolve(file), change.files));
    }
  }
}

/** Whether a file or a folder above it changed, as when a watched folder is removed and comes back. */
const hasChanged = (file: string, changed: ReadonlySet<string>): boolean =>
  changed.has(file) || [...changed].some((folder) => isBelow(file, folder));

function show(session: Session, { output, progress }: WatchOptions): Session {
  const { folder, run } = session;
  writeRunFile(join(folder, 'run.json'), run);
  writeFileSync(join(folder, 'junit.xml'), junit(run));
  progress(
    `Dashboard: ${relative(process.cwd(), writeDashboard(join(folder, 'html'), reportData(run, output)))}`,
  );
  return session;
}

function waiting(paths: readonly string[], keys: boolean): string {
  const watched = paths.map((path) => relative(process.cwd(), path) || '.');
  return `Watching ${watched.join(' and ')}${keys ? ': a runs all, f the failed ones, q quits' : ''}`;
}

/** The text of a file; empty while an editor replaces it. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
