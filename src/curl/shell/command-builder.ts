import { Blocks } from './blocks.ts';
import type { ShellCommand } from './command.ts';
import type { Cursor } from './cursor.ts';

/** A command that is still being read. */
export type Draft = { -readonly [Key in keyof ShellCommand]: ShellCommand[Key] } & {
  words: string[];
  split: number[];
  assigned: (readonly [string, string])[];
  arrays: (readonly [string, readonly string[]])[];
};

const WHOLE_VARIABLE = /^\$\{([A-Za-z_]\w*|\d)\}$/;

/** Joins the parts of a script to words, and the words to commands. */
export class CommandBuilder {
  readonly commands: ShellCommand[] = [];
  readonly blocks = new Blocks();
  readonly #cursor: Cursor;
  #draft: Draft | undefined;
  /** The command before a pipe. */
  #from: ShellCommand | undefined;
  #word: string | undefined;
  #wordAt = 0;
  #isQuoted = false;
  #comment: { readonly text: string; readonly line: number } | undefined;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  get word(): string | undefined {
    return this.#word;
  }

  get command(): Readonly<Draft> | undefined {
    return this.#draft;
  }

  /** The command that is being read, begun here if there is none. */
  draft(): Draft {
    const { at, line } = this.#cursor;
    this.#draft ??= {
      ...{ at, end: at, words: [], split: [], assigned: [], arrays: [] },
      from: this.#from,
      comment: this.#comment?.line === line - 1 ? this.#comment.text : undefined,
    };
    return this.#draft;
  }

  /** Notes the first problem of a command. */
  problem(reason: string, fix: string, of: Draft = this.draft(), at = this.#cursor.at): void {
    of.problem ??= { at, reason, fix };
  }

  /** Adds a part to the word that is being read. */
  add(text: string, isQuoted: boolean): void {
    if (this.#word === undefined) this.#wordAt = this.#cursor.at;
    const before = this.#word ?? '';
    // A `$` and a `{` of separate parts are not a variable.
    this.#word = before.endsWith('$') && text.startsWith('{') ? `${before}$${text}` : before + text;
    this.#isQuoted ||= isQuoted;
  }

  /** The word that is being read, which is then not a word of the command. */
  takeWord(): string | undefined {
    const word = this.#word;
    this.#word = undefined;
    this.#isQuoted = false;
    return word;
  }

  endWord(): void {
    const isQuoted = this.#isQuoted;
    const word = this.takeWord();
    if (word === undefined) return;
    const draft = this.draft();
    if (draft.words.length === 0) {
      const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
      if (draft.assigned.length === 0) draft.at = this.#wordAt;
      if (name !== undefined) {
        draft.assigned.push([name, value]);
        return;
      }
      if (!isQuoted && word === 'function') {
        draft.words.push(word);
        return;
      }
      if (!isQuoted && this.blocks.takes(word, this.#wordAt)) return;
    } else if (draft.words.length === 1 && draft.words[0] === 'function') {
      draft.words.length = 0;
      this.blocks.beginFunction(word);
      return;
    }
    if (!isQuoted && WHOLE_VARIABLE.test(word)) draft.split.push(draft.words.length);
    draft.words.push(word);
  }

  /** Ends the command here. Returns it, or undefined if nothing was read. */
  endCommand(): ShellCommand | undefined {
    this.endWord();
    const command = this.#draft;
    this.#draft = undefined;
    this.#from = undefined;
    if (!command) return undefined;
    const parts = command.words.length + command.assigned.length + command.arrays.length;
    if (parts === 0 && !command.problem) return undefined;
    command.end = this.#cursor.at;
    const { within, functionName, loop } = this.blocks;
    if (loop !== undefined) command.loop = loop;
    if (within) command.within = within;
    if (functionName) command.partOf = functionName;
    this.commands.push(command);
    return command;
  }

  /** Ends the command at a pipe: the next command reads its output. */
  pipe(): void {
    this.#from = this.endCommand();
  }

  /** Notes a line of comment, for the command on the next line. */
  comment(text: string): void {
    if (!this.#draft && text !== '' && !text.startsWith('!/'))
      this.#comment = { text, line: this.#cursor.line };
  }

  /** Takes the only word so far as the name of a function, as before `()`. Whether there is just one. */
  beginFunction(): boolean {
    const [name, second] = [...(this.#draft?.words ?? []), ...(this.#word === undefined ? [] : [this.#word])];
    if (name === undefined || second !== undefined) return false;
    this.blocks.beginFunction(name);
    this.#word = undefined;
    this.#draft = undefined;
    return true;
  }

  /** The name of the array whose `NAME=` was read, which is then not a word; undefined for any other word. */
  beginArray(): string | undefined {
    const [, name] = (!this.#isQuoted && /^([A-Za-z_]\w*\+?)=$/.exec(this.#word ?? '')) || [];
    if (name !== undefined) this.#word = undefined;
    return name;
  }
}
