/** Why something cannot be taken over, and what to do about it. */
export interface Problem {
  /** Where, as an offset into the text that was read. */
  readonly at: number;
  readonly reason: string;
  readonly fix: string;
}

/** One simple command of a script. A variable in a word reads `${NAME}`; a literal `${` reads `$${`. */
export interface ShellCommand {
  /** Offset of its first word. */
  readonly at: number;
  /** Offset behind its last one. */
  readonly end: number;
  readonly words: readonly string[];
  /** Places among its words that a shell splits at spaces: variables without quotes. */
  readonly split: readonly number[];
  /** `NAME=value` before its first word, or all of it. */
  readonly assigned: readonly (readonly [name: string, value: string])[];
  /** `NAME=(…)` before its first word, or all of it. */
  readonly arrays: readonly (readonly [name: string, items: readonly string[]])[];
  /** What it reads: a here document, or a file. */
  readonly input?: { readonly text: string } | { readonly file: string };
  /** The file that its output goes to. */
  readonly output?: string;
  /** The command whose output it reads. */
  readonly from?: ShellCommand;
  /** The construct of the shell that it is in, such as `a loop`. */
  readonly within?: string;
  /** The loop that it is in, its condition included: offset of that one. */
  readonly loop?: number;
  /** The function that it is part of. In it, `${@}` and `${1}` are what the function is called with. */
  readonly partOf?: string;
  /** The line of comment right above it. */
  readonly comment?: string;
  /** What of it only a shell could do. */
  readonly problem?: Problem;
}

export interface Script {
  readonly commands: readonly ShellCommand[];
  /** By the name that stands for it: the commands of a `$(…)`. */
  readonly substitutions: ReadonlyMap<string, readonly ShellCommand[]>;
  /** By name: what `${NAME:-value}` gives a variable without a value. */
  readonly defaults: ReadonlyMap<string, string>;
  /** Offset where reading ended. */
  readonly end: number;
}
