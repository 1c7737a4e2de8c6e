import { ansiC } from './ansi-c.ts';
import { Blocks } from './blocks.ts';
import type { Script, ShellCommand } from './command.ts';
import { literal } from './literal.ts';

export interface Reading {
  /** Offset to begin at. */
  readonly from?: number;
  /** Ends with the line in which a command ends, as at a prompt. */
  readonly oneLine?: boolean;
  /** `${NAME}` is a variable in single quotes, too, as in a scenario. */
  readonly everywhere?: boolean;
  /** It is within a function: `$1` and `$@` are its arguments. */
  readonly inFunction?: boolean;
  /** What was read before from the same text, to add to. */
  readonly known?: {
    readonly substitutions: Map<string, readonly ShellCommand[]>;
    readonly defaults: Map<string, string>;
  };
}

/** The commands of a script, of lines that end with LF; what only a shell could do is a problem of its command. */
export const readScript = (text: string, reading: Reading = {}): Script => new Reader(text, reading).script();

/** Depth of `$(…)` in `$(…)`. */
const DEEPEST = 8;
const VARIABLE =
  /^\$(?:\{([A-Za-z_]\w*(?:-\w+)*)(?::?[-=]((?:[^{}$`"'\\]|\$\w+)*)|:?\?[^{}]*|%{1,2}\/|\/#\\\/\/\$\w+\/)?\}|([A-Za-z_]\w*))/;
/** All items of an array, or all arguments of a function. */
const ALL = /^\$(?:\{([A-Za-z_]\w*)\[[@*]\]\}|\{?[@*]\}?)/;
const ARGUMENT = /^\$(?:\{(\d)\}|(\d))/;
const WHOLE_VARIABLE = /^\$\{([A-Za-z_]\w*|\d)\}$/;
/** What would be taken for a variable and is none. */
const REFERENCE = /(?<!\$)\$\{(?![A-Za-z_]\w*(?:-\w+)*\})/g;

type Draft = { -readonly [Key in keyof ShellCommand]: ShellCommand[Key] } & {
  words: string[];
  split: number[];
  assigned: (readonly [string, string])[];
  arrays: (readonly [string, readonly string[]])[];
};

interface Awaited {
  readonly end: string;
  /** Whether tabs before its lines are left out. */
  readonly strip: boolean;
  /** Whether a variable in it is none. */
  readonly raw: boolean;
  readonly of: Draft;
}

class Reader {
  readonly #text: string;
  readonly #reading: Reading;
  readonly #depth: number;
  readonly #blocks = new Blocks();
  readonly #commands: ShellCommand[] = [];
  readonly #substitutions: Map<string, readonly ShellCommand[]>;
  readonly #defaults: Map<string, string>;
  /** Here documents whose lines follow: what takes each. */
  #awaited: Awaited[] = [];
  #at: number;
  #command: Draft | undefined;
  #from: ShellCommand | undefined;
  #word: string | undefined;
  #wordAt = 0;
  #quoted = false;
  #comment: { readonly text: string; readonly line: number } | undefined;
  #line = 0;
  #ended = false;

  constructor(text: string, reading: Reading, depth = 0) {
    this.#text = text;
    this.#reading = reading;
    this.#at = reading.from ?? 0;
    this.#depth = depth;
    this.#substitutions = reading.known?.substitutions ?? new Map();
    this.#defaults = reading.known?.defaults ?? new Map();
  }

  /** A reader of what is within. */
  #inner(text: string, from: number): Reader {
    const known = { substitutions: this.#substitutions, defaults: this.#defaults };
    const inFunction = this.#blocks.functionName !== undefined || this.#reading.inFunction === true;
    return new Reader(text, { ...this.#reading, from, oneLine: false, known, inFunction }, this.#depth + 1);
  }

  script(isInner = false): Script {
    while (this.#at < this.#text.length && !this.#ended) {
      if (isInner && this.#text[this.#at] === ')') break;
      this.#step();
    }
    this.#endCommand();
    for (const { end, of } of this.#awaited)
      this.#problem(
        `the here document does not end with ${end}`,
        `Write ${end} on a line of its own.`,
        of,
        of.at,
      );
    return {
      commands: this.#commands,
      substitutions: this.#substitutions,
      defaults: this.#defaults,
      end: this.#at,
    };
  }

  /** Reads on by one character, or by all that belongs to it. */
  #step(): void {
    const text = this.#text;
    const [one = '', two = ''] = text.slice(this.#at, this.#at + 2);
    const pair = one + two;
    if (one === '\n') this.#newLine();
    else if (/\s/.test(one)) this.#endWord();
    else if (one === '#' && this.#word === undefined) this.#remark();
    else if (one === '\\') this.#escape(two);
    else if (one === "'") this.#add(this.#single(1), true);
    else if (pair === "$'") this.#add(literal(ansiC(this.#single(2, true))), true);
    else if (one === '"' || pair === '$"') this.#double(pair === '$"');
    else if (pair === '&>') this.#redirect();
    else if (one === '|' || one === ';' || one === '&') this.#separate(pair);
    else if (one === '>' || (/\d/.test(one) && two === '>' && this.#word === undefined)) this.#redirect();
    else if (one === '<') this.#input();
    else if (one === '(' || one === ')') this.#parenthesis(one);
    else this.#add(this.#character(), false);
    this.#at++;
  }

  #draft(): Draft {
    this.#command ??= {
      ...{ at: this.#at, end: this.#at, words: [], split: [], assigned: [], arrays: [] },
      ...(this.#from ? { from: this.#from } : {}),
      ...(this.#comment?.line === this.#line - 1 ? { comment: this.#comment.text } : {}),
    };
    return this.#command;
  }

  #problem(reason: string, fix: string, of: Draft = this.#draft(), at = this.#at): void {
    of.problem ??= { at, reason, fix };
  }

  #add(text: string, quoted: boolean): void {
    if (this.#word === undefined) this.#wordAt = this.#at;
    const before = this.#word ?? '';
    // Two parts that meet are no variable.
    this.#word = before.endsWith('$') && text.startsWith('{') ? `${before}$${text}` : before + text;
    this.#quoted ||= quoted;
  }

  #endWord(): void {
    const word = this.#word;
    const quoted = this.#quoted;
    this.#word = undefined;
    this.#quoted = false;
    if (word === undefined) return;
    const draft = this.#draft();
    if (draft.words.length === 0) {
      const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
      if (draft.assigned.length === 0) draft.at = this.#wordAt;
      if (name !== undefined) {
        draft.assigned.push([name, value]);
        return;
      }
      if (!quoted && word === 'function') {
        draft.words.push(word);
        return;
      }
      if (!quoted && this.#blocks.takes(word, this.#wordAt)) return;
    } else if (draft.words.length === 1 && draft.words[0] === 'function') {
      draft.words.length = 0;
      this.#blocks.beginFunction(word);
      return;
    }
    if (!quoted && WHOLE_VARIABLE.test(word)) draft.split.push(draft.words.length);
    draft.words.push(word);
  }

  #endCommand(end = this.#at): ShellCommand | undefined {
    this.#endWord();
    const command = this.#command;
    this.#command = undefined;
    this.#from = undefined;
    if (
      !command ||
      (command.words.length + command.assigned.length + command.arrays.length === 0 && !command.problem)
    )
      return undefined;
    command.end = end;
    const { within, functionName, loop } = this.#blocks;
    if (loop !== undefined) command.loop = loop;
    if (within) command.within = within;
    if (functionName) command.partOf = functionName;
    this.#commands.push(command);
    return command;
  }

  #newLine(): void {
    const command = this.#endCommand();
    this.#at++;
    this.#line++;
    const awaited = this.#awaited;
    this.#awaited = [];
    for (const document of awaited) this.#hereDocument(document);
    if (this.#reading.oneLine && (command || awaited.length > 0) && !this.#blocks.within) this.#ended = true;
    this.#at--;
  }

  #remark(): void {
    const end = this.#text.indexOf('\n', this.#at);
    const stop = end < 0 ? this.#text.length : end;
    const text = this.#text
      .slice(this.#at, stop)
      .replace(/^[#\s]+/, '')
      .trim();
    if (!this.#command && text !== '' && !text.startsWith('!/')) this.#comment = { text, line: this.#line };
    this.#at = stop - 1;
  }

  #escape(next: string): void {
    // Spaces that nobody sees.
    const [blank] = /^\\[ \t]+\n/.exec(this.#text.slice(this.#at, this.#at + 100)) ?? [];
    if (blank !== undefined) {
      this.#at += blank.length - 1;
      this.#line++;
      return;
    }
    this.#at++;
    if (next === '\n') this.#line++;
    else this.#add(next, true);
  }

  /** One character, or the variable or `$(…)` that begins here, the place left at its last one. */
  #character(): string {
    const [one = '', two = ''] = this.#text.slice(this.#at, this.#at + 2);
    if (one === '`' || (one === '$' && two === '(')) return this.#substitution(one);
    if (one !== '$') return one;
    if (this.#reading.everywhere && this.#text.startsWith('$${', this.#at)) {
      this.#at += 2;
      return '$${';
    }
    const rest = this.#text.slice(this.#at, this.#at + 300);
    const isInFunction = this.#blocks.functionName !== undefined || this.#reading.inFunction === true;
    const many = ALL.exec(rest);
    if (many && (many[1] !== undefined || isInFunction)) {
      this.#at += many[0].length - 1;
      return `\${${many[1] === undefined ? '' : many[1]}@}`;
    }
    const argument = isInFunction ? ARGUMENT.exec(rest) : null;
    if (argument) {
      this.#at += argument[0].length - 1;
      return `\${${argument[1] ?? argument[2]}}`;
    }
    const found = VARIABLE.exec(rest);
    if (!found) {
      if (two === '{') {
        const isOpen = !this.#text.slice(this.#at, this.#at + 300).includes('}');
        const reason = isOpen ? 'a variable is not ended by }' : 'it changes a variable as only a shell can';
        this.#problem(reason, 'Write the value itself.');
      } else if (/[\d@*?#!$-]/.test(two))
        this.#problem(`it uses $${two}, which only a shell knows`, 'Write the value itself.');
      return one;
    }
    const [whole, braced, fallback, plain] = found;
    const name = braced ?? plain ?? '';
    if (fallback !== undefined && !this.#defaults.has(name)) this.#defaults.set(name, fallback);
    this.#at += whole.length - 1;
    return `\${${name}}`;
  }

  #substitution(mark: string): string {
    const name = `command_${this.#substitutions.size + 1}`;
    const start = this.#at + (mark === '`' ? 1 : 2);
    this.#substitutions.set(name, []);
    if (this.#depth > DEEPEST) {
      this.#problem('its commands are nested too deep', 'Write the value itself.');
      return '';
    }
    if (mark === '`') {
      const end = this.#text.indexOf('`', start);
      if (end < 0) this.#problem('a ` is not closed', 'Close it.');
      const stop = end < 0 ? this.#text.length : end;
      const inner = this.#inner(this.#text.slice(0, stop), start);
      this.#substitutions.set(name, inner.script().commands);
      this.#at = stop;
    } else {
      const inner = this.#inner(this.#text, start);
      const { commands, end } = inner.script(true);
      if (end >= this.#text.length) this.#problem('a $( is not closed', 'Close it.');
      this.#substitutions.set(name, commands);
      this.#at = Math.min(end, this.#text.length);
    }
    return `\${${name}}`;
  }

  #double(withDollar: boolean): void {
    if (withDollar) this.#at++;
    const start = this.#at;
    this.#add('', true);
    for (this.#at++; this.#text[this.#at] !== '"'; this.#at++) {
      const character = this.#text[this.#at];
      if (character === undefined) {
        this.#problem('a quote is not closed', 'Close it.', this.#draft(), start);
        return;
      }
      if (character === '\n') this.#line++;
      const next = this.#text[this.#at + 1] ?? '';
      if (character !== '\\' || !/["\\$`\n]/.test(next)) this.#add(this.#character(), true);
      else {
        if (next !== '\n') this.#add(next, true);
        else this.#line++;
        this.#at++;
      }
    }
  }

  /** What stands up to the next single quote, the place left there. */
  #single(skip: number, escaped = false): string {
    const start = this.#at + skip;
    let end = start;
    while (this.#text[end] !== "'" && end < this.#text.length)
      end += escaped && this.#text[end] === '\\' ? 2 : 1;
    if (end >= this.#text.length) this.#problem('a quote is not closed', 'Close it.');
    const text = this.#text.slice(start, end);
    this.#line += text.split('\n').length - 1;
    this.#at = end;
    if (escaped) return text;
    return this.#reading.everywhere ? text.replace(REFERENCE, literal) : literal(text);
  }

  /** `|`, `;`, `&` and their doubles. */
  #separate(pair: string): void {
    const isPipe = pair[0] === '|' && pair !== '||';
    if (pair[0] === '&' && pair !== '&&' && this.#word !== undefined && /\S/.test(pair[1] ?? ' ')) {
      this.#problem('an & ends the command: put the URL into quotes', "Write curl 'URL'.");
      // What stands behind it was meant to belong to the URL.
      this.#add('&', false);
      return;
    }
    const command = this.#endCommand();
    if (isPipe) this.#from = command;
    if (isPipe ? pair === '|&' : pair === '||' || pair === '&&' || pair === ';;') this.#at++;
  }

  #parenthesis(one: string): void {
    const [empty] = /^\([ \t]*\)/.exec(this.#text.slice(this.#at, this.#at + 20)) ?? [];
    if (one === '(' && empty !== undefined && this.#isName()) {
      this.#blocks.beginFunction(this.#word ?? this.#command?.words.at(-1) ?? '');
      this.#at += empty.length - 1;
      this.#word = undefined;
      this.#command = undefined;
      return;
    }
    const [, array] = /^([A-Za-z_]\w*\+?)=$/.exec(this.#word ?? '') ?? [];
    if (one === '(' && array !== undefined && !this.#quoted) {
      this.#word = undefined;
      this.#array(array);
      return;
    }
    // What `function name` is read as such already.
    if (one === '(' && empty !== undefined) {
      this.#at += empty.length - 1;
      return;
    }
    if (this.#command?.words[0] === 'curl' && one === '(')
      this.#problem('"(" does not belong into a curl command', 'Put what it stands in into quotes.');
    this.#endCommand();
  }

  /** Whether what was read of the command is one word, as before the `()` of a function. */
  #isName(): boolean {
    const words = [...(this.#command?.words ?? []), ...(this.#word === undefined ? [] : [this.#word])];
    return words.length === 1;
  }

  /** The items of `NAME=(…)`, the place left at the parenthesis that ends it. */
  #array(name: string): void {
    const inner = this.#inner(this.#text, this.#at + 1);
    const { commands, end } = inner.script(true);
    const draft = this.#draft();
    const items = commands.flatMap(({ words }) => words);
    const problem = commands.find((each) => each.problem)?.problem;
    if (end >= this.#text.length) this.#problem('a ( is not closed', 'Close it.');
    else if (problem) this.#problem(problem.reason, problem.fix);
    draft.arrays.push([name, items]);
    this.#at = Math.min(end, this.#text.length);
  }

  #redirect(): void {
    this.#endWord();
    const rest = this.#text.slice(this.#at, this.#at + 1000);
    const [whole, sign = ''] = /^(\d?&?>{1,2}[|&]?)[ \t]*(?:-|\d(?![\w./]))?/.exec(rest) ?? [];
    this.#at += (whole ?? '>').length;
    if (whole && /[&]\s*[\d-]$/.test(whole)) {
      this.#at--;
      return;
    }
    const name = this.#oneWord();
    const draft = this.#draft();
    if (name === '') this.#problem('a redirection has no file', 'Name it.');
    else if (!/^[02-9]/.test(sign)) draft.output = name;
    this.#at--;
  }

  #input(): void {
    this.#endWord();
    const draft = this.#draft();
    const [whole, strip, here] =
      /^(?:<<(-)?(?!<)[ \t]*|(<<<)[ \t]*|<[ \t]*(?!\())/.exec(this.#text.slice(this.#at, this.#at + 40)) ??
      [];
    if (whole === undefined) {
      this.#problem('it reads what another command prints', 'Write the text itself.');
      return;
    }
    const isDocument = whole.startsWith('<<') && here === undefined;
    this.#at += whole.length;
    const raw = /^(?:['"\\]|\w*['"\\])/.test(this.#text.slice(this.#at, this.#at + 40));
    const word = this.#oneWord();
    this.#at--;
    if (here) draft.input = { text: `${word}\n` };
    else if (isDocument) this.#awaited.push({ end: word, strip: strip !== undefined, raw, of: draft });
    else draft.input = { file: word };
  }

  /** The word that begins here, the place left behind it. */
  #oneWord(): string {
    this.#word = undefined;
    while (this.#at < this.#text.length && !/[\s;|&<>()]/.test(this.#text[this.#at] ?? '')) this.#step();
    const word = this.#word ?? '';
    this.#word = undefined;
    this.#quoted = false;
    return word;
  }

  #hereDocument({ end, strip, raw, of }: Awaited): void {
    const lines: string[] = [];
    for (;;) {
      if (this.#at >= this.#text.length) {
        this.#problem(
          `the here document does not end with ${end}`,
          `Write ${end} on a line of its own.`,
          of,
          of.at,
        );
        return;
      }
      const stop = this.#text.indexOf('\n', this.#at);
      const line = this.#text.slice(this.#at, stop < 0 ? this.#text.length : stop);
      this.#at = stop < 0 ? this.#text.length : stop + 1;
      this.#line++;
      if (line.trim() === end) break;
      lines.push(`${strip ? line.replace(/^\t+/, '') : line}\n`);
    }
    const text = lines.join('');
    of.input = { text: raw ? literal(text) : this.#expanded(text, of) };
  }

  /** The text of a here document, its variables as in double quotes. */
  #expanded(text: string, of: Draft): string {
    const quoted = text.replace(/\\[$`\\\n]|[\\"]/g, (found) => (found.length > 1 ? found : `\\${found}`));
    const inner = this.#inner(`"${quoted}"`, 0);
    inner.#step();
    const problem = inner.#command?.problem;
    if (problem) this.#problem(problem.reason, problem.fix, of, of.at);
    return inner.#word ?? '';
  }
}
