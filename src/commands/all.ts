import type { CliCommand } from './command.ts';
import { copy } from './deployments/copy.ts';
import { doctor } from './deployments/doctor.ts';
import { down } from './deployments/down.ts';
import { inventory } from './deployments/inventory.ts';
import { reset } from './deployments/reset.ts';
import { sweep } from './deployments/sweep.ts';
import { up } from './deployments/up.ts';
import { accept } from './results/accept.ts';
import { coverage } from './results/coverage.ts';
import { diff } from './results/diff.ts';
import { fix } from './results/fix.ts';
import { merge } from './results/merge.ts';
import { report } from './results/report.ts';
import { gaps } from './scenarios/gaps.ts';
import { importCommand } from './scenarios/import.ts';
import { list } from './scenarios/list.ts';
import { newCommand } from './scenarios/new.ts';
import { repro } from './scenarios/repro.ts';
import { run } from './scenarios/run.ts';
import { completion } from './setup/completion.ts';
import { init } from './setup/init.ts';

/** Every command, as `--help` groups and lists them. */
export const COMMANDS: Readonly<Record<string, readonly CliCommand[]>> = {
  'Scenarios:': [run, repro, list, importCommand, newCommand, gaps],
  'Results:': [fix, coverage, report, diff, accept, merge],
  'Deployments:': [up, down, reset, sweep, doctor, copy, inventory],
  'Setup:': [init, completion],
};
