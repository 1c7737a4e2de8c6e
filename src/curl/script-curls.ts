import { ScriptState } from './script-state.ts';
import type { Problem, Script, ShellCommand } from './shell/command.ts';
import { readScript } from './shell/read-script.ts';
import type { Transcript } from './shell/transcript.ts';
import { aliasesIn, commandText, DECLARES, isCurl, strangeReason, withoutStarter } from './shell-words.ts';
import { type Wait, waitOf } from './wait-loops.ts';

/** What a command is given to read. */
export type Input = NonNullable<ShellCommand['input']>;

/** A curl command of a script, its variables with the values that the script gave them. */
export interface FoundCurl {
  readonly at: number;
  /** The arguments of `curl`. A variable without a known value reads `${NAME}`. */
  readonly words: readonly string[];
  readonly input?: Input;
  readonly comment?: string;
  /** What the terminal showed below it. */
  readonly shown?: string;
  readonly problem?: Problem;
  /** The variables that parts of its output go to. */
  readonly stored: readonly Stored[];
  /** What is waited for by sending it again and again. */
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
  /** Of commands that are no curl and matter. */
  readonly problems: readonly Problem[];
  /** Variables that hold a token or password. */
  readonly secrets: ReadonlySet<string>;
}

/** Calls of functions within each other. */
const DEEPEST_CALL = 8;

/** Where commands are read from. */
interface Visit {
  /** The variable that their output goes to. */
  readonly stored?: string;
  /** The comment of what they are in. */
  readonly above?: string | undefined;
  /** The function that they are the body of. */
  readonly partOf?: string;
  /** Where that one is called. */
  readonly at?: number;
  /** What the output of that call goes through. */
  readonly through?: readonly (readonly string[])[];
  /** The command that they are part of. */
  readonly inside?: ShellCommand;
}

/** The curl commands of a script in their order. @param isSecret whether a variable of a name holds a secret */
export function curlsOf(
  script: Script & Partial<Transcript>,
  isSecret: (name: string) => boolean,
  readFile: (name: string) => string | undefined = () => undefined,
): ScriptCurls {
  const finder = new Finder(script, new ScriptState(script, isSecret, readFile));
  return finder.all();
}

class Finder {
  readonly #script: Script & Partial<Transcript>;
  readonly #state: ScriptState;
  readonly #curls: FoundCurl[] = [];
  readonly #problems: Problem[] = [];
  readonly #functions = new Map<string, ShellCommand[]>();
  readonly #called = new Set<string>();
  readonly #aliases = new Map<string, readonly string[]>();
  /** By file or variable: the place in `#curls` of the command whose output it holds. */
  readonly #answers = new Map<string, number>();
  #depth = 0;
  #previous: ShellCommand | undefined;

  constructor(script: Script & Partial<Transcript>, state: ScriptState) {
    this.#script = script;
    this.#state = state;
  }

  all(): ScriptCurls {
    this.#visit(this.#script.commands, {});
    for (const [name, body] of this.#functions) {
      const first = body.find(({ words: [word] }) => isCurl(word));
      if (first && !this.#called.has(name))
        this.#problems.push({
          at: first.at,
          reason: `it is in the function ${name}, which the script does not call`,
          fix: 'Call it, or write its requests as separate commands.',
        });
    }
    return { curls: this.#curls, problems: this.#problems, secrets: this.#state.secrets };
  }

  #visit(commands: readonly ShellCommand[], from: Visit): void {
    for (const command of commands) {
      if (command.partOf !== undefined && from.partOf !== command.partOf)
        this.#functions.set(command.partOf, [...(this.#functions.get(command.partOf) ?? []), command]);
      else this.#read(command, commands, from);
    }
  }

  #read(command: ShellCommand, beside: readonly ShellCommand[], from: Visit): void {
    const state = this.#state;
    const [given = '', ...others] = state.wordsOf(command);
    const words = withoutStarter([...(this.#aliases.get(given) ?? [given]), ...others]);
    this.#checkEnd(given, words);
    const comment = command.comment ?? this.#commentAbove(command) ?? from.above;
    this.#previous = command.comment === undefined && comment ? { ...command, comment } : command;
    for (const [array, items] of command.arrays) state.assignArray(array, items);
    for (const [variable, value] of assignments(command))
      this.#assign(variable, value, command, { ...from, above: comment });
    const [name = ''] = words;
    const at = from.at ?? command.at;
    const through = [...throughOf(command, beside), ...(from.through ?? [])];
    if (isCurl(name)) {
      this.#add(command, words.slice(1), through, comment, beside, from);
      return;
    }
    const body = this.#functions.get(name);
    const text = body ? undefined : commandText(words);
    if (this.#depth < DEEPEST_CALL && (body || (text !== undefined && /\bcurl\b/.test(text)))) {
      const { problem } = problemOf(command);
      if (problem) this.#problems.push(problem);
      this.#depth++;
      this.#called.add(name);
      if (!problem && body)
        state.withArguments(words.slice(1), () =>
          this.#visit(body, { ...from, at, partOf: name, through, above: comment }),
        );
      else if (!problem) this.#visit(readScript(text ?? '').commands, { ...from, at, above: comment });
      this.#depth--;
      return;
    }
    for (const [alias, text] of aliasesIn(words))
      this.#aliases.set(alias, readScript(text).commands[0]?.words ?? []);
    state.note(command);
    const reason = strangeReason(words);
    if (reason) this.#problems.push({ at, ...reason });
    // What a variable is given was looked at above.
    if (DECLARES.includes(name)) return;
    for (const inner of command.words.flatMap(substitutionsIn))
      this.#visit(this.#script.substitutions.get(inner) ?? [], { ...from, inside: command });
  }

  /** What begins with an option was to belong to the curl on the line before. */
  #checkEnd(given: string, words: readonly string[]): void {
    const last = this.#curls.at(-1);
    if (given.startsWith('-') && last && last.at === this.#previous?.at && !isCurl(words[0]))
      this.#curls[this.#curls.length - 1] = { ...last, problem: last.problem ?? endsEarly(last.at) };
  }

  /** The comment of the command on the line before, when that one prepares this one. */
  #commentAbove({ at }: ShellCommand): string | undefined {
    const before = this.#previous;
    return before && !isCurl(before.words[0]) && at - before.end === 1 ? before.comment : undefined;
  }

  #assign(variable: string, value: string, command: ShellCommand, from: Visit): void {
    const inner = this.#script.substitutions.get(/^\$\{(command_\d+)\}$/.exec(value)?.[1] ?? '');
    if (inner?.some(({ words: [word] }) => isCurl(word) || this.#functions.has(word ?? ''))) {
      this.#visit(inner, { ...from, stored: variable, inside: command });
      this.#state.forget(variable);
      return;
    }
    const curl = inner && this.#answerOf(inner);
    const found = curl === undefined ? undefined : this.#curls[curl];
    if (curl !== undefined && found && inner) {
      const through = inner
        .map(({ words }) => words)
        .filter(([name]) => name !== 'echo' && name !== 'printf');
      this.#curls[curl] = { ...found, stored: [...found.stored, { name: variable, through }] };
      this.#state.forget(variable);
    } else this.#state.assign(variable, value, inner);
  }

  /** The curl whose answer commands read: from a file, or from a variable. */
  #answerOf(commands: readonly ShellCommand[]): number | undefined {
    for (const { words, input } of commands) {
      const read = input === undefined ? [] : ['file' in input ? input.file : input.text.trim()];
      for (const word of [...words.slice(1), ...read]) {
        const found = this.#answers.get(this.#state.resolve(word));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #add(
    command: ShellCommand,
    words: readonly string[],
    through: readonly (readonly string[])[],
    comment: string | undefined,
    beside: readonly ShellCommand[],
    from: Visit,
  ): void {
    const input = this.#state.inputOf(command);
    const { shown } = this.#script;
    const reader = beside.find((each) => each.from === command);
    const below = shown?.get(command) ?? (reader && shown?.get(reader));
    const wait = waitOf(from.inside ?? command, this.#script, words);
    const { problem } = problemOf(command);
    const stopped = problem ?? (from.inside && problemOf(from.inside).problem);
    for (const file of outputsOf(command, words, through))
      this.#answers.set(this.#state.resolve(file), this.#curls.length);
    if (from.stored && through.length === 0) this.#answers.set(`\${${from.stored}}`, this.#curls.length);
    this.#curls.push({
      at: from.at ?? command.at,
      words,
      files: new Map(this.#state.files),
      stored: from.stored && !printsNumbers(words) ? [{ name: from.stored, through }] : [],
      ...(input ? { input } : {}),
      ...(comment ? { comment } : {}),
      ...(below ? { shown: below } : {}),
      ...(wait ? { wait } : stopped ? { problem: stopped } : {}),
    });
  }
}

const substitutionsIn = (word: string): readonly string[] =>
  [...word.matchAll(/\$\{(command_\d+)\}/g)].map(([, name]) => name ?? '');

/** The commands that the output of one goes through. */
function throughOf(command: ShellCommand, beside: readonly ShellCommand[]): readonly (readonly string[])[] {
  const through: (readonly string[])[] = [];
  let last = command;
  for (const next of beside)
    if (next.from === last) {
      through.push(next.words);
      last = next;
    }
  return through;
}

/** Files that hold a curl's answer, or its headers. */
function outputsOf(
  { output }: ShellCommand,
  words: readonly string[],
  through: readonly (readonly string[])[],
): readonly string[] {
  const named = words.flatMap((word, place) =>
    /^(-[a-zA-Z]*[oD]|--output|--dump-header)$/.test(word) ? [words[place + 1] ?? ''] : [],
  );
  const copied = through.flatMap(([name, ...files]) => (name === 'tee' ? files : []));
  return [...named, ...copied, ...(output === undefined ? [] : [output])].filter(
    (file) => file !== '' && file !== '-' && !file.startsWith('/dev/'),
  );
}

/** It prints figures of its own, such as the status. */
const printsNumbers = (words: readonly string[]): boolean =>
  words.some((word) => /^(-[a-zA-Z]*w|--write-out)/.test(word));

/** Of what begins with an option, the line before was to go on. */
const endsEarly = (at: number): Problem => ({
  at,
  reason: 'a line ends before the command does',
  fix: 'End each line of it but the last with \\, and put no comment between them.',
});

/** What a command assigns, as itself or by `export`. */
function assignments({ words, assigned }: ShellCommand): readonly (readonly [string, string])[] {
  if (!DECLARES.includes(words[0] ?? '')) return words.length === 0 ? assigned : [];
  return words.slice(1).flatMap((word) => {
    const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  });
}

function problemOf({ problem, within, at }: ShellCommand): { readonly problem?: Problem } {
  if (problem) return { problem };
  if (!within) return {};
  return {
    problem: {
      at,
      reason: `it is in ${within} of the shell`,
      fix: 'Write each of its requests as a separate command.',
    },
  };
}
