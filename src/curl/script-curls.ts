import { outputsOf, printsOwnValues, throughOf } from './curl-output.ts';
import type { FoundCurl, ScriptCurls } from './found-curl.ts';
import { endsEarly, isNotCalled, problemOf, strangeReason } from './script-problems.ts';
import { ScriptState } from './script-state.ts';
import type { Problem, Script, ShellCommand } from './shell/command.ts';
import { readScript } from './shell/read-script.ts';
import type { Transcript } from './shell/transcript.ts';
import {
  aliasesIn,
  assignments,
  commandText,
  DECLARES,
  isCurl,
  substitutionsIn,
  withoutStarter,
} from './shell-words.ts';
import { waitOf } from './wait-loops.ts';

/** Maximum depth of nested function calls. */
const DEEPEST_CALL = 8;

/** The source of commands. */
interface Visit {
  /** The variable that their output goes to. */
  readonly stored?: string;
  /** The comment of the command that they are part of. */
  readonly above?: string;
  /** The function that they are the body of. */
  readonly partOf?: string;
  /** Offset of the call of that function. */
  readonly at?: number;
  /** The commands that the output of that call is piped through. */
  readonly through?: readonly (readonly string[])[];
  /** The command that they are part of. */
  readonly inside?: ShellCommand;
}

/** The curl commands of a script, in their order. @param isSecret whether a variable of this name holds a secret */
export function curlsOf(
  script: Script & Partial<Transcript>,
  isSecret: (name: string) => boolean,
  readFile: (name: string) => string | undefined = () => undefined,
): ScriptCurls {
  return new Finder(script, new ScriptState(script, isSecret, readFile)).all();
}

/** Follows the commands of a script through its functions, variables and files. */
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
      if (first && !this.#called.has(name)) this.#problems.push(isNotCalled(name, first.at));
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
    if (this.#calls(command, words, { ...from, at, above: comment }, through)) return;
    for (const [alias, text] of aliasesIn(words))
      this.#aliases.set(alias, readScript(text).commands[0]?.words ?? []);
    state.note(command);
    const reason = strangeReason(words);
    if (reason) this.#problems.push({ at, ...reason });
    // Its values were read above.
    if (DECLARES.includes(name)) return;
    for (const inner of command.words.flatMap(substitutionsIn))
      this.#visit(this.#script.substitutions.get(inner) ?? [], { ...from, inside: command });
  }

  /**
   * Reads the commands that a function, `eval` or `sh -c` runs.
   * @param through the commands that the output of a function is piped through
   * @returns whether the command is such a call
   */
  #calls(
    command: ShellCommand,
    [name = '', ...words]: readonly string[],
    from: Visit,
    through: Visit['through'],
  ): boolean {
    const body = this.#functions.get(name);
    const text = body ? '' : (commandText([name, ...words]) ?? '');
    if (this.#depth >= DEEPEST_CALL || (!body && !/\bcurl\b/.test(text))) return false;
    this.#called.add(name);
    const problem = problemOf(command);
    if (problem) {
      this.#problems.push(problem);
      return true;
    }
    this.#depth++;
    if (!body) this.#visit(readScript(text).commands, from);
    else this.#state.withArguments(words, () => this.#visit(body, { ...from, partOf: name, through }));
    this.#depth--;
    return true;
  }

  /** A command that begins with an option was meant to continue the curl on the line before. */
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
    const problem = problemOf(command) ?? (from.inside && problemOf(from.inside));
    for (const file of outputsOf(command, words, through))
      this.#answers.set(this.#state.resolve(file), this.#curls.length);
    if (from.stored && through.length === 0) this.#answers.set(`\${${from.stored}}`, this.#curls.length);
    this.#curls.push({
      at: from.at ?? command.at,
      words,
      files: new Map(this.#state.files),
      stored: from.stored && !printsOwnValues(words) ? [{ name: from.stored, through }] : [],
      input,
      comment,
      shown: below,
      wait,
      problem: wait ? undefined : problem,
    });
  }
}
