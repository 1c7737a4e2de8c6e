import type { Script, ShellCommand } from './command.ts';
import { CommandBuilder } from './command-builder.ts';
import { Cursor } from './cursor.ts';
import { Redirections } from './redirections.ts';
import { WordParts } from './word-parts.ts';

export interface Reading {
  /** Offset to begin at. */
  readonly from?: number;
  /** Ends with the line in which a command ends, as at a prompt. */
  readonly oneLine?: boolean;
  /** `${NAME}` is a variable in single quotes, too, as in a scenario. */
  readonly everywhere?: boolean;
  /** It is within a function: `$1` and `$@` are its arguments. */
  readonly inFunction?: boolean;
  /** Results from an earlier part of the same text, to add to. */
  readonly known?: {
    readonly substitutions: Map<string, readonly ShellCommand[]>;
    readonly defaults: Map<string, string>;
  };
}

/** The commands of a script with LF line ends. Parts that only a shell can execute are problems of their commands. */
export const readScript = (text: string, reading: Reading = {}): Script => new Reader(text, reading).script();

/** Depth of `$(…)` in `$(…)`. */
const DEEPEST = 8;

/** Reads a script character by character, with what each begins: a quote, a variable, a redirection … */
class Reader {
  readonly #cursor: Cursor;
  readonly #builder: CommandBuilder;
  readonly #reading: Reading;
  readonly #depth: number;
  readonly #substitutions: Map<string, readonly ShellCommand[]>;
  readonly #defaults: Map<string, string>;
  readonly #parts: WordParts;
  readonly #redirections: Redirections;
  #isEnded = false;

  constructor(text: string, reading: Reading, depth = 0) {
    this.#cursor = new Cursor(text, reading.from ?? 0);
    this.#builder = new CommandBuilder(this.#cursor);
    this.#reading = reading;
    this.#depth = depth;
    this.#substitutions = reading.known?.substitutions ?? new Map();
    this.#defaults = reading.known?.defaults ?? new Map();
    this.#parts = new WordParts(this.#cursor, this.#builder, {
      substitutions: this.#substitutions,
      defaults: this.#defaults,
      everywhere: reading.everywhere === true,
      isTooDeep: depth > DEEPEST,
      isInFunction: () => this.#isInFunction,
      commandsIn: (inner, from, isInner) => this.#inner(inner, from).script(isInner),
    });
    this.#redirections = new Redirections(this.#cursor, this.#builder, {
      next: () => this.#word(),
      expand: (quoted) => this.#inner(quoted, 0).#expanded(),
    });
  }

  get #isInFunction(): boolean {
    return this.#builder.blocks.functionName !== undefined || this.#reading.inFunction === true;
  }

  /** A reader of a part of the script, such as a `$(…)`. */
  #inner(text: string, from: number): Reader {
    const known = { substitutions: this.#substitutions, defaults: this.#defaults };
    const inFunction = this.#isInFunction;
    return new Reader(text, { ...this.#reading, from, oneLine: false, known, inFunction }, this.#depth + 1);
  }

  /** @param isInner it ends at a `)` */
  script(isInner = false): Script {
    const cursor = this.#cursor;
    while (!cursor.isAtEnd && !this.#isEnded) {
      if (isInner && cursor.text[cursor.at] === ')') break;
      this.#step();
    }
    this.#builder.endCommand();
    this.#redirections.end();
    return {
      commands: this.#builder.commands,
      substitutions: this.#substitutions,
      defaults: this.#defaults,
      end: cursor.at,
    };
  }

  /** Reads one character, or all that belongs to it. What it calls leaves the place at its last character. */
  #step(): void {
    const cursor = this.#cursor;
    const builder = this.#builder;
    const parts = this.#parts;
    const [one = '', two = ''] = cursor.ahead(2);
    const pair = one + two;
    if (one === '\n') this.#newLine();
    else if (/\s/.test(one)) builder.endWord();
    else if (one === '#' && builder.word === undefined) this.#comment();
    else if (one === '\\') parts.escape();
    else if (one === "'") parts.single();
    else if (pair === "$'") parts.ansiC();
    else if (one === '"') parts.double();
    else if (pair === '$"') parts.translated();
    else if (pair === '&>') this.#redirections.output();
    else if (one === '|' || one === ';' || one === '&') this.#separate(pair);
    else if (one === '>' || (/\d/.test(one) && two === '>' && builder.word === undefined))
      this.#redirections.output();
    else if (one === '<') this.#redirections.input();
    else if (one === '(' || one === ')') this.#parenthesis(one);
    else parts.plain();
    cursor.at++;
  }

  #newLine(): void {
    const command = this.#builder.endCommand();
    this.#cursor.at++;
    this.#cursor.line++;
    const documents = this.#redirections.documents();
    const hasCommand = command !== undefined || documents > 0;
    if (this.#reading.oneLine && hasCommand && !this.#builder.blocks.within) this.#isEnded = true;
    this.#cursor.at--;
  }

  #comment(): void {
    const { text, at } = this.#cursor;
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    const line = text.slice(at, stop);
    this.#builder.comment(line.replace(/^[#\s]+/, '').trim());
    this.#cursor.at = stop - 1;
  }

  /** `|`, `;`, `&` and their doubles. */
  #separate(pair: string): void {
    const builder = this.#builder;
    if (pair[0] === '&' && pair !== '&&' && builder.word !== undefined && /\S/.test(pair[1] ?? ' ')) {
      builder.problem('an & ends the command: put the URL into quotes', "Write curl 'URL'.");
      // The text after it was meant to be part of the URL.
      builder.add('&', false);
      return;
    }
    const isPipe = pair[0] === '|' && pair !== '||';
    if (isPipe) builder.pipe();
    else builder.endCommand();
    if (isPipe ? pair === '|&' : pair === '||' || pair === '&&' || pair === ';;') this.#cursor.at++;
  }

  #parenthesis(one: string): void {
    const builder = this.#builder;
    const [empty] = /^\([ \t]*\)/.exec(this.#cursor.ahead(20)) ?? [];
    if (empty !== undefined && builder.beginFunction()) {
      this.#cursor.at += empty.length - 1;
      return;
    }
    const array = one === '(' ? builder.beginArray() : undefined;
    if (array !== undefined) {
      this.#array(array);
      return;
    }
    // The name after `function` was read as such.
    if (empty !== undefined) {
      this.#cursor.at += empty.length - 1;
      return;
    }
    if (builder.command?.words[0] === 'curl' && one === '(')
      builder.problem('"(" is not allowed in a curl command', 'Quote the word that contains it.');
    builder.endCommand();
  }

  /** The items of `NAME=(…)`. */
  #array(name: string): void {
    const builder = this.#builder;
    const { text, at } = this.#cursor;
    const { commands, end } = this.#inner(text, at + 1).script(true);
    const draft = builder.draft();
    const problem = commands.find((each) => each.problem)?.problem;
    if (end >= text.length) builder.problem('a ( is not closed', 'Close it.');
    else if (problem) builder.problem(problem.reason, problem.fix);
    draft.arrays.push([name, commands.flatMap(({ words }) => words)]);
    this.#cursor.at = Math.min(end, text.length);
  }

  /** The word that begins here, the place left after it. */
  #word(): string {
    const { text } = this.#cursor;
    while (!this.#cursor.isAtEnd && !/[\s;|&<>()]/.test(text[this.#cursor.at] ?? '')) this.#step();
    return this.#builder.takeWord() ?? '';
  }

  /** The builder after it read the whole text as one string in double quotes. */
  #expanded(): CommandBuilder {
    this.#parts.double();
    return this.#builder;
  }
}
