import type { Problem, ShellCommand } from './shell/command.ts';
import type { Wait } from './wait-loops.ts';

/** The input of a command: a here document or a file. */
export type Input = NonNullable<ShellCommand['input']>;

/** A curl command of a script, with the values that the script gave its variables. */
export interface FoundCurl {
  /** Offset in the script. */
  readonly at: number;
  /** The arguments of `curl`. A variable without a known value reads `${NAME}`. */
  readonly words: readonly string[];
  readonly input?: Input;
  readonly comment?: string;
  /** The output that the terminal showed below it. */
  readonly shown?: string;
  readonly problem?: Problem;
  /** The variables that hold parts of its output. */
  readonly stored: readonly Stored[];
  /** The state that a loop polls for with it. */
  readonly wait?: Wait;
  /** Files that the script wrote before it, by name. */
  readonly files: ReadonlyMap<string, string>;
}

export interface Stored {
  readonly name: string;
  /** The commands that the output goes through. */
  readonly through: readonly (readonly string[])[];
}

export interface ScriptCurls {
  readonly curls: readonly FoundCurl[];
  /** Of commands that are not curl, but may send requests. */
  readonly problems: readonly Problem[];
  /** Variables that hold a token or password. */
  readonly secrets: ReadonlySet<string>;
}
