import { accept as acceptAll, gateOf } from '../../analysis/known.ts';
import { readKnown, writeKnown } from '../../config/known.ts';
import { HarnessError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { newestRun, readRunFile, runFileAt } from '../../runs/run-files.ts';
import { Command, define } from '../command.ts';
import { knownOption, newestOnOption, outputOption } from '../options.ts';

export const accept = define(
  new Command('accept')
    .description('accept the failures of a run as known, and drop those that are fixed (see run --fail-on)')
    .argument('[run]', 'run.json or its folder (default: the newest finished run)')
    .requiredOption('--reason <text>', 'why these failures are accepted; written to the file')
    .addOption(newestOnOption())
    .addOption(knownOption())
    .addOption(outputOption()),
  async ({ print }, named, { reason, target, known: file, output }) => {
    const run = named
      ? readRunFile(runFileAt(named, output))
      : newestRun(output, (each) => target === undefined || each.target === target);
    if (!run) {
      throw new HarnessError('RUN_FILE_INVALID', `No finished run in ${output}`, {
        fix: `Make one: run-scenarios --target ${target ?? 'NAME'}`,
      });
    }
    const all = readKnown(file);
    const before = all[run.target] ?? {};
    const { fresh, known, fixed } = gateOf(run, before);
    const today = new Date().toISOString().slice(0, 10);
    writeKnown(file, { ...all, [run.target]: acceptAll(run, before, { reason, today }) });
    print(`${file}: ${fresh.length} added, ${known.length} known before, ${fixed.length} fixed and dropped`);
    return EXIT.success;
  },
);
