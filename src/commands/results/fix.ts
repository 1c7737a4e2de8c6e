import { worklist } from '../../analysis/ranking.ts';
import { HarnessError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { worklistText } from '../../reporters/text/worklist.ts';
import { newestRun, readRunFile } from '../../runs/run-files.ts';
import { Command, define } from '../command.ts';
import { newestOnOption, outputOption } from '../options.ts';

export const fix = define(
  new Command('fix')
    .description('rank what to implement next by the endpoints it would fix')
    .option('--run <file>', 'run.json to read (default: the newest finished run)')
    .addOption(newestOnOption())
    .addOption(outputOption()),
  async ({ print, progress }, { run: file, target, output }) => {
    const run = file
      ? readRunFile(file)
      : newestRun(output, (each) => target === undefined || each.target === target, progress);
    if (!run) {
      throw new HarnessError(
        'RUN_FILE_INVALID',
        `No finished run${target ? ` on ${target}` : ''} in ${output}`,
        {
          fix: `Make one: run-scenarios --target ${target ?? 'NAME'}`,
        },
      );
    }
    const items = worklist(run);
    const differing = run.endpoints.filter(({ verdict }) => verdict === 'differs' || verdict === 'refused');
    print(`${run.target} against ${run.baseline}, run of ${run.startedAt}`);
    if (items.length > 0) print(`\n${worklistText(items, run.target)}`);
    const unexplained = differing.filter(
      ({ missing, follows = [] }) => missing.length + follows.length === 0,
    );
    if (unexplained.length > 0) print('\nNot identical, without a missing query that explains it:');
    for (const { endpoint } of unexplained) print(`  ${endpoint}`);
    if (items.length === 0 && differing.length === 0) print('Nothing is missing.');
    return items.length === 0 && differing.length === 0 ? EXIT.success : EXIT.different;
  },
);
