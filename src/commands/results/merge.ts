import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mergeShards } from '../../analysis/shards/merge.ts';
import { type FoundRun, shardMistakes } from '../../analysis/shards/mistakes.ts';
import { HarnessError, HarnessErrors, messageOf } from '../../errors.ts';
import { earlierRuns, exitCodeOfRun, finishRun, runFolder } from '../../execution/finish-run.ts';
import { type Failure, type Inventories, type RunFile, SERVICES } from '../../model.ts';
import { IsolatedReporters } from '../../publishing/isolated-reporters.ts';
import { TerminalReporter } from '../../reporters/text/terminal.ts';
import { readRunFile } from '../../runs/run-files.ts';
import { writeRunFile } from '../../runs/write-run-file.ts';
import { inventoryOf } from '../../shipped/inventories.ts';
import { Command, define } from '../command.ts';
import { outputOption, reporterOption } from '../options.ts';

/**
 * `run-scenarios merge`: merges shards into one run, and exits as that run would have.
 * @throws HarnessErrors SHARDS_INVALID with every reason why they are not the shards of one run
 */
export const merge = define(
  new Command('merge')
    .description('merge the shards of one run into a single run')
    .argument('<run...>', 'run.json files, or folders to search for them')
    .addOption(outputOption())
    .addOption(reporterOption()),
  async ({ out, progress }, paths, { output, reporter }) => {
    const found = paths.flatMap(runFilesAt).map((file): FoundRun => ({ file, run: readRunFile(file) }));
    const known = Object.fromEntries(
      SERVICES.map((service) => [service, inventoryOf(service, found[0]?.run.releases[service])]),
    ) as Inventories;
    const mistakes = [...shardMistakes(found), ...otherReleases(found, known)];
    if (mistakes.length > 0) throw new HarnessErrors('SHARDS_INVALID', mistakes);
    const shards = found.map(({ run }) => run);
    const earlier = earlierRuns(output, shards[0]?.target ?? '', progress);
    const run = mergeShards(shards, { id: randomUUID(), inventories: known, seen: earlier.seen });
    const folder = runFolder(output, run.target);
    write(folder, run);
    const reporters = new IsolatedReporters([new TerminalReporter(out)]);
    reporters.onEvent({ kind: 'finished', run });
    finishRun(run, reporters, { output, folder, earlier, progress, reporter });
    for (const failure of reporters.failures) progress(failure);
    return exitCodeOfRun(run, reporters.failures);
  },
);

function runFilesAt(path: string): string[] {
  if (!existsSync(path) || !statSync(path).isDirectory()) return [path];
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(^|[/\\])run\.json$/.test(name))
    .sort()
    .map((name) => join(path, name));
  if (files.length > 0) return files;
  throw new HarnessError('RUN_FILE_INVALID', `No run.json in ${path}`, {
    fix: 'Name the folders that the shards wrote or that CI downloaded.',
  });
}

/**
 * Mistakes for run files of releases that this version does not know. Endpoints are counted again, against its
 * inventories.
 */
function otherReleases(found: readonly FoundRun[], known: Inventories): Failure[] {
  return found.flatMap(({ file, run }) =>
    SERVICES.filter(
      (service) => (run.releases[service] ?? known[service].release) !== known[service].release,
    ).map((service) => ({
      code: 'SHARDS_INVALID',
      message: `${file} is of ${service} ${run.releases[service]}; this version of run-scenarios knows ${known[service].release}`,
      fix: 'Merge with the version that ran the shards.',
    })),
  );
}

function write(folder: string, run: RunFile): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeRunFile(join(folder, 'run.json'), run);
  } catch (error) {
    throw new HarnessError('REPORT_FAILED', `Cannot write into ${folder}: ${messageOf(error)}`, {
      fix: 'Free disk space, or name another folder with --output.',
      cause: error,
    });
  }
}
