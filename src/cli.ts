#!/usr/bin/env node
import { COMMANDS } from './commands/all.ts';
import { Command, CommanderError, type Io } from './commands/command.ts';
import { meantCommand } from './commands/meant-command.ts';
import { HarnessError, messageOf } from './errors.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';
import { errorText, failureText } from './reporters/text/failure-text.ts';
import { forTerminal } from './reporters/text/visible.ts';
import { PACKAGE } from './shipped/package.ts';

const EXAMPLES = `
Examples:
  $ run-scenarios --target rome                     everything
  $ run-scenarios --target rome 'GET /v2/images'    one endpoint
  $ run-scenarios --target rome glance/images --keep

Exit codes: 0 all identical, 1 differences or refusals, 2 wrong command line, scenario or config,
3 a deployment cannot be reached or booted, 4 the tool itself failed, 130 interrupted.`;

const words = process.argv.slice(2);
const meant = meantCommand(words, [
  ...Object.values(COMMANDS).flatMap((commands) => commands.map(({ command }) => command.name())),
  'help',
]);
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
    io.progress(`${name}: cleaning up; once more to leave at once`);
    interrupt.abort(new HarnessError('INTERRUPTED', `Interrupted by ${name}`));
  });
}
let exitCode: ExitCode = EXIT.success;
let isOutputBroken = false;

/** A run goes on without its output: what it obtains is in its files. The exit code says that not all was shown. */
for (const [name, stream] of [
  ['stdout', process.stdout],
  ['stderr', process.stderr],
] as const) {
  stream.on('error', (error) => {
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
    'Runs scenarios of Glance and Nova against a ROME-backed target and a SQL-backed baseline, compares, and names the missing ROME queries.',
  )
  .version(PACKAGE.version)
  .exitOverride()
  .configureOutput({
    outputError: (text) => {
      const message = text.trim().replace(/^error: /, '');
      reportUsage(failureText({ code: 'COMMAND_LINE', message, fix: 'See `run-scenarios --help`.' }));
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
    throw new HarnessError('COMMAND_LINE', 'No command is given', {
      fix: 'To run all scenarios: run-scenarios --target rome',
    });
  await program.parseAsync();
} catch (error) {
  // What waits is broken off with an error of its own; the signal knows why.
  const { aborted, reason } = interrupt.signal;
  exitCode = report(aborted && isAbort(error) ? reason : error);
}
end();

/** Sets the exit code, also when an output breaks after all else is done. */
function end(): void {
  process.exitCode = isOutputBroken && exitCode <= EXIT.different ? EXIT.harness : exitCode;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Says what went wrong, without a stack trace for what a person can fix; gives the exit code. */
function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.success : EXIT.usage;
  if (!(error instanceof HarnessError)) {
    io.progress(
      `INTERNAL ${error instanceof Error ? error.stack : messageOf(error)}\nThis is a defect of run-scenarios; please report it.`,
    );
    return EXIT.harness;
  }
  const code = exitCodeOf(error.code);
  if (code === EXIT.usage) reportUsage(errorText(error));
  else io.progress(errorText(error));
  return code;
}

/** Shows the commands, too, where none was given or the one that was is none; what is wrong stands last. */
function reportUsage(text: string): void {
  if (words.length === 0 || meant) io.progress(program.helpInformation());
  io.progress(meant ? `${text.trimEnd()}\n  → Did you mean "run-scenarios ${meant}"?\n` : text);
}
