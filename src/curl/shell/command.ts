/** Why something cannot be imported, and how to fix it. */
export interface Problem {
  /** Offset in the text. */
  readonly at: number;
  readonly reason: string;
  readonly fix: string;
}

/** A simple command of a script. A variable in a word reads `${NAME}`; a literal `${` reads `$${`. */
export interface ShellCommand {
  /** Offset of its first word. */
  readonly at: number;
  /** Offset after its last word. */
  readonly end: number;
  readonly words: readonly string[];
  /** Indexes of words that a shell splits at spaces: unquoted variables. */
  readonly split: readonly number[];
  /** Assignments `NAME=value` before its first word, or alone. */
  readonly assigned: readonly (readonly [name: string, value: string])[];
  /** Array assignments `NAME=(…)` before its first word, or alone. */
  readonly arrays: readonly (readonly [name: string, items: readonly string[]])[];
  /** Its input: a here-document or a file. */
  readonly input?: { readonly text: string } | { readonly file: string };
  /** The file that its output is redirected to. */
  readonly output?: string;
  /** The command whose output it reads. */
  readonly from?: ShellCommand;
  /** The surrounding shell construct, such as `a loop`. */
  readonly within?: string;
  /** Offset of the loop that contains it, even in the condition. */
  readonly loop?: number;
  /** The function that contains it. There, `${@}` and `${1}` are the arguments of the call. */
  readonly partOf?: string;
  /** The comment line directly above it. */
  readonly comment?: string;
  /** The part of it that only a shell could execute. */
  readonly problem?: Problem;
}

export interface Script {
  readonly commands: readonly ShellCommand[];
  /** Commands of each `$(…)`, by placeholder. */
  readonly substitutions: ReadonlyMap<string, readonly ShellCommand[]>;
  /** Default values from `${NAME:-value}`, by variable. */
  readonly defaults: ReadonlyMap<string, string>;
  /** Offset where reading ended. */
  readonly end: number;
}
