import {
  Argument,
  Command,
  CommanderError,
  type CommandUnknownOpts,
  Help,
  InvalidArgumentError,
  Option,
  type OptionValues,
} from '@commander-js/extra-typings';
import type { ExitCode } from '../exit-codes.ts';

/** The input and output of a command. */
export interface Io {
  /** Writes a line of the result to standard output. */
  print(line: string): void;
  /** Writes a progress line to standard error. */
  progress(line: string): void;
  readonly out: NodeJS.WriteStream;
  readonly input: NodeJS.ReadStream;
  /** Aborted by a signal to the process. Its reason is the error to report. */
  readonly signal: AbortSignal;
  /** Interrupts the process as Ctrl-C does. */
  interrupt(): void;
}

/** A command of the command line: its name, help, arguments and options, and what it does. */
export interface CliCommand {
  readonly command: CommandUnknownOpts;
  run(io: Io, parsed: readonly unknown[]): Promise<ExitCode>;
}

/** Makes a command from its description; `action` receives the typed arguments, then the options. */
export function define<Args extends unknown[], Options extends OptionValues, Globals extends OptionValues>(
  command: Command<Args, Options, Globals>,
  action: (io: Io, ...parsed: [...Args, Options]) => Promise<ExitCode>,
): CliCommand {
  return {
    command: command as unknown as CommandUnknownOpts,
    run: (io, parsed) => action(io, ...(parsed as [...Args, Options])),
  };
}

export { Argument, Command, CommanderError, Help, InvalidArgumentError, Option };
