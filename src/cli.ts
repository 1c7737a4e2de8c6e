#!/usr/bin/env node
import { stripVTControlCharacters } from 'node:util';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { copy } from './commands/copy.ts';
import { coverage } from './commands/coverage.ts';
import { doctor } from './commands/doctor.ts';
import { down } from './commands/down.ts';
import { fix } from './commands/fix.ts';
import { gaps } from './commands/gaps.ts';
import { inventory } from './commands/inventory.ts';
import { listCommand } from './commands/list.ts';
import { merge } from './commands/merge.ts';
import { report as makeReport, REPORT_FORMATS } from './commands/report.ts';
import { reset } from './commands/reset.ts';
import { runCommand } from './commands/run.ts';
import { up } from './commands/up.ts';
import { watchCommand } from './commands/watch.ts';
import { Config } from './config/config.ts';
import { HarnessError, messageOf } from './errors.ts';
import { managedSpecs } from './execution/managed-specs.ts';
import type { ShardOption } from './execution/take-shard.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { SERVICES, type Service } from './model.ts';
import { errorText, failureText } from './reporters/text/failure-text.ts';
import { ownOrShipped } from './shipped/paths.ts';

const progress = (line: string): void =>
  void process.stderr.write(`${process.stderr.isTTY ? line : stripVTControlCharacters(line)}\n`);

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    progress(`${name}: cleaning up; once more to leave at once`);
    interrupt.abort(new HarnessError('INTERRUPTED', `Interrupted by ${name}`));
  });
}
// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return number;
}

function shard(text: string): ShardOption {
  const [, index = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > of) throw new InvalidArgumentError('It must be like 2/4: the second of four.');
  return { index, of };
}

const program = new Command('run-scenarios')
  .description(
    'Runs scenarios of Glance and Nova against a ROME-backed target and a SQL-backed baseline, compares, and names the missing ROME queries.',
  )
  .version('0.1.0')
  .exitOverride()
  .configureOutput({
    outputError: (text) => {
      const message = text.trim().replace(/^error: /, '');
      progress(failureText({ code: 'COMMAND_LINE', message, fix: '`run-scenarios --help` tells more.' }));
    },
  })
  .addHelpText(
    'after',
    `
Examples:
  $ run-scenarios --target rome                     everything
  $ run-scenarios --target rome 'GET /v2/images'    one endpoint
  $ run-scenarios --target rome glance/images --keep

Exit codes: 0 all identical, 1 differences or refusals, 2 wrong command line, scenario or config,
3 a deployment cannot be reached or booted, 4 the tool itself failed, 130 interrupted.`,
  );

const configOption = ['--config <file>', 'the deployments', 'run-scenarios.yaml'] as const;
const outputOption = ['--output <folder>', 'where the reports go', 'reports'] as const;
const scenariosOption = ['--scenarios <folder>', 'where the scenarios are', 'scenarios'] as const;

const reporterOption = () =>
  new Option('--reporter <name>', 'results to write besides run.json and junit.xml').choices(['allure']);

const io = { print, progress, signal: interrupt.signal };
let exitCode: number = EXIT.identical;

program
  .command('run', { isDefault: true })
  .description('run scenarios on a target and the baseline, and compare (the default)')
  .argument('[filter...]', "files, tags, services or endpoints ('GET /v2/images'); all without one")
  .option('-t, --target <name>', 'the deployment under test, as named in the config (required)')
  .option(...configOption)
  .option(...scenariosOption)
  .option(...outputOption)
  .option('-w, --workers <number>', 'scenarios at once', wholeNumber, 4)
  .option('--shard <i/n>', 'one part of n, for jobs that run at once; `merge` puts them together', shard)
  .option('--only-failed', 'what was not green in the last run on this target', false)
  .option('--watch', 'stay, and run again what a change of a scenario or of the copy touches', false)
  .option('--keep', 'leave the deployments up, and what failing scenarios made', false)
  .option('--no-probe', 'do not trace queries: no requirements, no missing queries')
  .addOption(reporterOption())
  .action(async (filters: string[], options) => {
    // Not a required option of the parser's: that it lacks would hide the typo that it was written with.
    if (!options.target) program.error("required option '-t, --target <name>' not specified");
    const command = {
      ...options,
      config: ownOrShipped(options.config),
      scenarios: ownOrShipped(options.scenarios),
      signal: interrupt.signal,
      out: process.stdout,
      progress,
    };
    exitCode = options.watch
      ? await watchCommand(filters, {
          ...command,
          input: process.stdin,
          interrupt: () => process.kill(process.pid, 'SIGINT'),
        })
      : await runCommand(filters, command);
  });

program
  .command('merge')
  .description('make one run of its shards, the same as if it had not been divided')
  .argument('<run...>', "run.json files, or folders that hold them, such as a CI's downloaded artifacts")
  .option(...outputOption)
  .addOption(reporterOption())
  .action(async (runs: string[], options) => {
    exitCode = await merge(runs, { ...options, out: process.stdout, progress });
  });

program
  .command('list')
  .description('list scenarios and the endpoints they call')
  .argument('[filter...]', 'as for run')
  .option(...scenariosOption)
  .action(async (filters: string[], options) => {
    exitCode = await listCommand(filters, ownOrShipped(options.scenarios), print);
  });

program
  .command('up')
  .description('boot managed deployments that stay for later runs; the baseline always among them')
  .argument('<name...>', 'targets of the config')
  .option(...configOption)
  .addOption(
    new Option('--services <name...>', 'what they serve (default: all that the config says)').choices(
      SERVICES,
    ),
  )
  .action(async (names: string[], options) => {
    const config = new Config(ownOrShipped(options.config));
    const named = [
      config.baseline(),
      ...names.filter((name) => name !== 'baseline').map((name) => config.target(name)),
    ];
    exitCode = await up(managedSpecs(named, options.services), io);
  });

program
  .command('down')
  .description('end deployments that were kept, and what killed runs left behind')
  .argument('[name...]', 'all without one')
  .action(async (names: string[]) => {
    exitCode = await down(names, io);
  });

program
  .command('reset')
  .description('bring kept deployments back to their first state')
  .argument('[name...]', 'all without one')
  .action(async (names: string[]) => {
    exitCode = await reset(names, io);
  });

program
  .command('doctor')
  .description('check what managed deployments need of this machine')
  .action(async () => {
    exitCode = await doctor(io);
  });

program
  .command('copy')
  .description("make the discovery copy of a service's DB API, and show what it changes")
  .addArgument(new Argument('<service>', 'the service').choices(SERVICES))
  .option('--output <folder>', 'where it goes (default: discovery/<service>)')
  .option('--force', 'write over a copy that was edited', false)
  .action(async (service: Service, options) => {
    exitCode = await copy(service, options, io);
  });

program
  .command('inventory')
  .description('read the endpoints of the installed service from its router; tell what is new or gone')
  .addArgument(new Argument('<service>', 'the service').choices(SERVICES))
  .option('--output <folder>', 'where the file goes (default: the inventories that are shipped)')
  .action(async (service: Service, options) => {
    exitCode = await inventory(service, options, io);
  });

program
  .command('coverage')
  .description('tell what a run covered, counted against the inventory, from its run file')
  .addOption(new Option('--service <name>', 'one service').choices(SERVICES))
  .addOption(new Option('--by <what>', 'what is counted').choices(['endpoint', 'db-api']).default('endpoint'))
  .option('--run <file>', 'a run.json (default: the newest complete run)')
  .option('-t, --target <name>', 'the newest run on this target')
  .option(
    '--predict <name>',
    "which endpoints a ROME with this target's profile could serve, from the baseline alone",
  )
  .option(...configOption)
  .option(...outputOption)
  .action(async (options) => {
    exitCode = await coverage({ ...options, config: ownOrShipped(options.config) }, io);
  });

program
  .command('fix')
  .description('tell what to implement next, by the endpoints that it would make identical')
  .option('--run <file>', 'a run.json (default: the newest finished run)')
  .option('-t, --target <name>', 'the newest run on this target')
  .option(...outputOption)
  .action(async (options) => {
    exitCode = await fix(options, io);
  });

program
  .command('gaps')
  .description('withhold one construct of ROME at a time, in each way, and score what a run reports of it')
  .argument('[construct...]', 'all that the scenarios need without one')
  .option('--way <name>', 'one way only, such as refuse or ignore')
  .addOption(new Option('--service <name>', 'scenarios of one service only').choices(SERVICES))
  .option('--run <file>', 'a complete run.json that tells what scenarios need (default: the newest)')
  .option('--resume <folder>', 'go on with a catalogue that was broken off, in its folder')
  .option(...scenariosOption)
  .option(...outputOption)
  .option('-w, --workers <number>', 'scenarios at once', wholeNumber, 4)
  .action(async (constructs: string[], options) => {
    exitCode = await gaps(constructs, { ...options, ...io, scenarios: ownOrShipped(options.scenarios) });
  });

program
  .command('report')
  .description('make a report from a run file')
  .argument('[run]', 'a run.json or its folder (default: the newest complete run)')
  .addOption(new Option('--format <name>', 'the kind of report').choices(REPORT_FORMATS).default('html'))
  .option('-t, --target <name>', 'the newest run on this target')
  .option('--reports <folder>', 'where the runs are', 'reports')
  .option(
    '--output <folder>',
    'where it goes: a folder for html and allure (default: beside run.json), a file for the others (default: printed)',
  )
  .option('--open', 'serve the dashboard on loopback and show it in the browser', false)
  .action(async (run: string | undefined, options) => {
    exitCode = await makeReport({ ...options, ...(run ? { run } : {}) }, io);
  });

try {
  await program.parseAsync();
} catch (error) {
  // What waits is broken off with an error of its own; the signal tells why.
  const { aborted, reason } = interrupt.signal;
  exitCode = report(aborted && isAbort(error) ? reason : error);
}
process.exitCode = exitCode;

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Says what went wrong, without a stack trace for what a person can mend; gives the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.identical : EXIT.usage;
  if (!(error instanceof HarnessError)) {
    progress(
      `INTERNAL ${error instanceof Error ? error.stack : messageOf(error)}\nThis is a defect of run-scenarios; please report it.`,
    );
    return EXIT.harness;
  }
  progress(errorText(error));
  return exitCodeOf(error.code);
}
