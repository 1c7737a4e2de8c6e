import { runDiff } from '../../analysis/run-diff.ts';
import { EXIT } from '../../exit-codes.ts';
import { diffText } from '../../reporters/text/diff-text.ts';
import { readRunFile, runFileAt } from '../../runs/run-files.ts';
import { Command, define } from '../command.ts';
import { reportsOption } from '../options.ts';

export const diff = define(
  new Command('diff')
    .description(
      'compare two runs: what broke, what was fixed, what became slower; exits with 1 if anything broke',
    )
    .argument('<before>', 'run.json, its folder, or the name of its folder in the reports')
    .argument('<now>', 'the later run, likewise')
    .addOption(reportsOption()),
  async ({ print }, before, now, { reports }) => {
    const runs = [before, now].map((named) => readRunFile(runFileAt(named, reports)));
    const [one, other] = runs as [(typeof runs)[number], (typeof runs)[number]];
    print(`${one.target}, run of ${one.startedAt} → ${other.target}, run of ${other.startedAt}`);
    const found = runDiff(one, other);
    print(diffText(found));
    const worse = [found.broke, found.failing, found.appeared, found.gone].some((list) => list.length > 0);
    return worse ? EXIT.different : EXIT.success;
  },
);
