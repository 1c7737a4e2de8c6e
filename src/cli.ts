#!/usr/bin/env node
import { COMMANDS } from './commands/all.ts';
import { Command, CommanderError, Help, type Io } from './commands/command.ts';
import { meantCommand } from './commands/meant-command.ts';
import { usageError } from './commands/usage-error.ts';
import { HarnessError, messageOf, tooManyOpen } from './errors.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';
import { errorText, failureText } from './reporters/text/failure-text.ts';
import { forTerminal } from './reporters/text/visible.ts';
import { PACKAGE } from './shipped/package.ts';

const EXAMPLES = `
Examples:
  $ run-scenarios --target rome                     everything
  $ run-scenarios --target rome 'GET /v2/images'    one endpoint
  $ run-scenarios --target rome glance/images --keep

Options of a command:
  $ run-scenarios run --help

Exit codes:
  0    all identical
  1    differences or refusals
  2    invalid command line, scenario or config
  3    a deployment cannot be reached or booted
  4    internal error
  130  interrupted`;

const words = process.argv.slice(2);
const names = [
  ...Object.values(COMMANDS).flatMap((commands) => commands.map(({ command }) => command.name())),
  'help',
];
/** `help` before the name of a command. */
const help = words[0] === 'help' && words.length > 1 ? ['help'] : [];
const meant = meantCommand(words.slice(help.length), names);
const interrupt = new AbortController();

const io: Io = {
  print: (line) => void process.stdout.write(`${forTerminal(line, process.stdout.isTTY)}\n`),
  progress: (line) => void process.stderr.write(`${forTerminal(line, process.stderr.isTTY)}\n`),
  out: process.stdout,
  input: process.stdin,
  signal: interrupt.signal,
  interrupt: () => process.kill(process.pid, 'SIGINT'),
};

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    io.progress(`${name}: cleaning up; repeat it to exit immediately`);
    interrupt.abort(new HarnessError('INTERRUPTED', `Interrupted by ${name}`));
  });
}
let exitCode: ExitCode = EXIT.success;
let isOutputBroken = false;

/** A broken output does not stop a run, because its results are in files. The exit code shows that output was lost. */
for (const [name, stream] of [
  ['stdout', process.stdout],
  ['stderr', process.stderr],
] as const) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has seen enough, as in `run-scenarios list | head`.
    if (error.code === 'EPIPE') return;
    const isFirst = !isOutputBroken;
    isOutputBroken = true;
    end();
    if (isFirst && name === 'stdout')
      io.progress(
        failureText({ code: 'OUTPUT_FAILED', message: `Cannot write to ${name}: ${messageOf(error)}` }),
      );
  });
}

const program = new Command('run-scenarios')
  .description(
    'Runs Glance and Nova scenarios on a ROME target and a SQL baseline, compares the responses, and names the missing ROME queries.',
  )
  .version(PACKAGE.version)
  .exitOverride()
  // Options are off by default, so show only other default values.
  .configureHelp({
    optionDescription: (option) =>
      option.defaultValue === false ? option.description : new Help().optionDescription(option),
    // Without [options], every line of the list fits into 80 columns.
    subcommandTerm: (command) => new Help().subcommandTerm(command).replace(' [options]', ''),
  })
  .configureOutput({
    outputError: (text) => {
      const command = names.find((name) => name === words[0]) ?? 'run';
      reportUsage(failureText(usageError(text, command)));
    },
  })
  .addHelpText('after', EXAMPLES);

for (const [group, commands] of Object.entries(COMMANDS)) {
  for (const { command, run } of commands) {
    command.copyInheritedSettings(program).helpGroup(group);
    command.action(async (...parsed) => {
      exitCode = await run(io, parsed);
    });
    program.addCommand(command, { isDefault: command.name() === 'run' });
  }
}

try {
  if (words.length === 0)
    throw new HarnessError('COMMAND_LINE', 'No command given', {
      fix: 'To run all scenarios: run-scenarios --target rome',
    });
  if (help.length > 0 && !names.includes(`${words[1]}`) && !words[1]?.startsWith('-'))
    throw new HarnessError(
      'COMMAND_LINE',
      `"${words[1]}" is not a command`,
      meant ? {} : { fix: '`run-scenarios --help` lists the commands.' },
    );
  await program.parseAsync();
} catch (error) {
  exitCode = report(error);
}
end();

/** Sets the exit code, even if an output breaks at the very end. */
function end(): void {
  process.exitCode = isOutputBroken && exitCode <= EXIT.different ? EXIT.harness : exitCode;
}

/** Reports an error, without a stack trace if a person can fix it. Returns the exit code. */
function report(thrown: unknown): ExitCode {
  const error = tooManyOpen(thrown) ?? thrown;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.success : EXIT.usage;
  if (!(error instanceof HarnessError)) {
    io.progress(
      `INTERNAL ${error instanceof Error ? error.stack : messageOf(error)}\nThis is a bug in run-scenarios; please report it.`,
    );
    return EXIT.harness;
  }
  const code = exitCodeOf(error.code);
  if (code === EXIT.usage) reportUsage(errorText(error));
  else io.progress(errorText(error));
  return code;
}

/** Prints the error last. If no command or an unknown one was given, prints the commands first. */
function reportUsage(text: string): void {
  if (words.length === 0 || meant) io.progress(program.helpInformation());
  io.progress(
    meant ? `${text.trimEnd()}\n  → Did you mean "run-scenarios ${[...help, meant].join(' ')}"?\n` : text,
  );
}
