import { accept as acceptAll, gateOf } from '../../analysis/known.ts';
import { readKnown, writeKnown } from '../../config/known.ts';
import { HarnessError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { Command, define } from '../command.ts';
import { knownOption, newestOnOption, reportsOption, runArgument } from '../options.ts';
import { finishedRun } from './chosen-run.ts';

export const accept = define(
  new Command('accept')
    .description('accept the failures of a run as known, and drop those that are fixed (see run --fail-on)')
    .addArgument(runArgument('the newest finished run'))
    .requiredOption('--reason <text>', 'why these failures are accepted; written to the file')
    .addOption(newestOnOption())
    .addOption(knownOption())
    .addOption(reportsOption()),
  async ({ print, progress }, named, { reason, target, known: file, reports }) => {
    if (reason.trim() === '')
      throw new HarnessError('COMMAND_LINE', 'The reason is empty', {
        fix: "Say why: --reason 'no order_by yet'.",
      });
    const run = finishedRun({ named, reports, target, note: progress });
    const all = readKnown(file);
    const before = all[run.target] ?? {};
    const { fresh, known, fixed } = gateOf(run, before);
    const today = new Date().toISOString().slice(0, 10);
    writeKnown(file, { ...all, [run.target]: acceptAll(run, before, { reason, today }) });
    print(`${file}: ${fresh.length} added, ${known.length} known before, ${fixed.length} fixed and dropped`);
    return EXIT.success;
  },
);
