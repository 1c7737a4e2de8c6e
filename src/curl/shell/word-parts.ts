import { ansiC } from './ansi-c.ts';
import type { Script, ShellCommand } from './command.ts';
import type { CommandBuilder } from './command-builder.ts';
import type { Cursor } from './cursor.ts';
import { literal, literalButVariables } from './literal.ts';
import { dollarIn, LONGEST_VARIABLE } from './variable.ts';

/** The script that words are part of. */
export interface Surroundings {
  readonly substitutions: Map<string, readonly ShellCommand[]>;
  readonly defaults: Map<string, string>;
  /** `${NAME}` is a variable in single quotes, too, as in a scenario. */
  readonly everywhere: boolean;
  readonly isTooDeep: boolean;
  readonly isInFunction: () => boolean;
  /** Reads the commands from an offset of a text, to its end or to the `)` that belongs to none of them. */
  readonly commandsIn: (text: string, from: number, endsAtParenthesis: boolean) => Script;
}

/** Reads the parts of a word: quotes, escapes, variables and `$(…)`. Each leaves the place at its last character. */
export class WordParts {
  readonly #cursor: Cursor;
  readonly #builder: CommandBuilder;
  readonly #surroundings: Surroundings;

  constructor(cursor: Cursor, builder: CommandBuilder, surroundings: Surroundings) {
    this.#cursor = cursor;
    this.#builder = builder;
    this.#surroundings = surroundings;
  }

  /** One character, or the variable or `$(…)` that begins here. */
  plain(): void {
    this.#builder.add(this.#character(), false);
  }

  /** `\` and the character after it. */
  escape(): void {
    const cursor = this.#cursor;
    // Blanks after it cannot be seen: the line was meant to continue.
    const [blank] = /^\\[ \t]+\n/.exec(cursor.ahead(100)) ?? [];
    if (blank !== undefined) {
      cursor.at += blank.length - 1;
      cursor.line++;
      return;
    }
    const next = cursor.text[cursor.at + 1] ?? '';
    cursor.at++;
    if (next === '\n') cursor.line++;
    else this.#builder.add(next, true);
  }

  /** `'…'` */
  single(): void {
    const text = this.#single(1, false);
    this.#builder.add(this.#surroundings.everywhere ? literalButVariables(text) : literal(text), true);
  }

  /** `$'…'` */
  ansiC(): void {
    this.#builder.add(literal(ansiC(this.#single(2, true))), true);
  }

  /** `$"…"` */
  translated(): void {
    this.#cursor.at++;
    this.double();
  }

  /** `"…"` */
  double(): void {
    const cursor = this.#cursor;
    const builder = this.#builder;
    const start = cursor.at;
    builder.add('', true);
    for (cursor.at++; cursor.text[cursor.at] !== '"'; cursor.at++) {
      const character = cursor.text[cursor.at];
      if (character === undefined) {
        builder.problem('a quote is not closed', 'Close it.', builder.draft(), start);
        return;
      }
      if (character === '\n') cursor.line++;
      const next = cursor.text[cursor.at + 1] ?? '';
      if (character !== '\\' || !/["\\$`\n]/.test(next)) builder.add(this.#character(), true);
      else {
        if (next !== '\n') builder.add(next, true);
        else cursor.line++;
        cursor.at++;
      }
    }
  }

  /** The text up to the next single quote. @param skip characters before the text */
  #single(skip: number, hasEscapes: boolean): string {
    const cursor = this.#cursor;
    const start = cursor.at + skip;
    let end = start;
    while (cursor.text[end] !== "'" && end < cursor.text.length)
      end += hasEscapes && cursor.text[end] === '\\' ? 2 : 1;
    if (end >= cursor.text.length) this.#builder.problem('a quote is not closed', 'Close it.');
    const text = cursor.text.slice(start, end);
    cursor.line += text.split('\n').length - 1;
    cursor.at = end;
    return text;
  }

  #character(): string {
    const cursor = this.#cursor;
    const { defaults, everywhere, isInFunction } = this.#surroundings;
    const [one = '', two = ''] = cursor.ahead(2);
    if (one === '`' || (one === '$' && two === '(')) return this.#substitution(one);
    if (one !== '$') return one;
    if (everywhere && cursor.text.startsWith('$${', cursor.at)) {
      cursor.at += 2;
      return '$${';
    }
    const { length, text, fallback, problem } = dollarIn(cursor.ahead(LONGEST_VARIABLE), isInFunction());
    if (problem !== undefined) this.#builder.problem(problem, 'Write the value itself.');
    if (fallback && !defaults.has(fallback.name)) defaults.set(fallback.name, fallback.value);
    cursor.at += length - 1;
    return text;
  }

  /** The variable for the output of other commands. @param mark `$` or a backtick */
  #substitution(mark: string): string {
    const { text, at } = this.#cursor;
    const { substitutions, isTooDeep, commandsIn } = this.#surroundings;
    const name = `command_${substitutions.size + 1}`;
    substitutions.set(name, []);
    if (isTooDeep) {
      this.#builder.problem('its commands are nested too deep', 'Write the value itself.');
      return '';
    }
    if (mark === '`') {
      const end = text.indexOf('`', at + 1);
      if (end < 0) this.#builder.problem('a ` is not closed', 'Close it.');
      const stop = end < 0 ? text.length : end;
      substitutions.set(name, commandsIn(text.slice(0, stop), at + 1, false).commands);
      this.#cursor.at = stop;
    } else {
      const { commands, end } = commandsIn(text, at + 2, true);
      if (end >= text.length) this.#builder.problem('a $( is not closed', 'Close it.');
      substitutions.set(name, commands);
      this.#cursor.at = Math.min(end, text.length);
    }
    return `\${${name}}`;
  }
}
