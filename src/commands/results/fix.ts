import { causesOf } from '../../analysis/causes.ts';
import { isFailed } from '../../analysis/verdict.ts';
import { EXIT } from '../../exit-codes.ts';
import { worklistText } from '../../reporters/text/worklist.ts';
import { Command, define } from '../command.ts';
import { newestOnOption, reportsOption, runArgument, runOption } from '../options.ts';
import { finishedRun } from './chosen-run.ts';

export const fix = define(
  new Command('fix')
    .description('rank what to implement next by the endpoints it would fix')
    .addArgument(runArgument('the newest finished run'))
    .addOption(newestOnOption())
    .addOption(runOption())
    .addOption(reportsOption()),
  async ({ print, progress }, named, { run: file, target, reports }) => {
    const run = finishedRun({ named: named ?? file, reports, target, note: progress });
    const items = causesOf(run).filter(({ kind }) => kind === 'query');
    const differing = run.endpoints.filter(({ verdict }) => verdict === 'differs' || verdict === 'refused');
    print(`${run.target} against ${run.baseline}, run of ${run.startedAt}`);
    if (items.length > 0) print(`\n${worklistText(items, run.target)}`);
    const unexplained = differing.filter(
      ({ missing, follows = [] }) => missing.length + follows.length === 0,
    );
    if (unexplained.length > 0) print('\nNot identical, without a missing query that explains it:');
    for (const { endpoint } of unexplained) print(`  ${endpoint}`);
    if (items.length + differing.length > 0) return EXIT.different;
    const failed = run.scenarios.filter(isFailed);
    if (failed.length > 0) print('\nNo endpoint differs, but these scenarios failed:');
    else print('Nothing is missing.');
    for (const { id } of failed) print(`  ${id}`);
    return failed.length > 0 ? EXIT.different : EXIT.success;
  },
);
