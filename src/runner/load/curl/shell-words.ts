/** A command as a shell reads it. */
export interface ShellCommand {
  readonly words: readonly string[];
  /** What a here document sends to its input. */
  readonly input?: string;
}

const PROMPT = /^\s*(?:[\w.@~:/-]*[$#>]\s+)?/;
const NAME = /^\$(?:\{([A-Za-z_]\w*(?:-\w+)*)\}|([A-Za-z_]\w*))/;
/** Escapes of `$'…'`. */
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/**
 * The words of one command as it is pasted: with a prompt, over several lines, with variables (as `${NAME}`), and with
 * what is done with its output, which is left out.
 * @throws Error with the reason, for what only a shell could do
 */
export function shellCommand(text: string): ShellCommand {
  const reader = new Reader(text.replaceAll('\r\n', '\n').replace(PROMPT, ''));
  return reader.command();
}

class Reader {
  readonly #text: string;
  readonly #words: string[] = [];
  #at = 0;
  #word: string | undefined;
  #input: string | undefined;
  #delimiter: string | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  command(): ShellCommand {
    while (this.#at < this.#text.length && this.#step()) {
      // Each step goes on by what it has read.
    }
    this.#end();
    if (this.#delimiter !== undefined)
      throw new Error(`the here document does not end with ${this.#delimiter}`);
    return { words: this.#words, ...(this.#input === undefined ? {} : { input: this.#input }) };
  }

  /** Reads on; false when the rest belongs to other programs. */
  #step(): boolean {
    const rest = this.#text.slice(this.#at, this.#at + 2);
    const [character = ''] = rest;
    if (character === '\n') return this.#line();
    if (/\s/.test(character)) this.#end();
    else if (character === '#' && this.#word === undefined) {
      const end = this.#text.indexOf('\n', this.#at);
      this.#at = end < 0 ? this.#text.length : end;
      return true;
    } else if (character === '\\') this.#escape();
    else if (character === "'") this.#add(this.#until("'", 1));
    else if (rest === "$'")
      this.#add(this.#until("'", 2, true).replace(/\\(.)/gs, (_, one: string) => ESCAPES[one] ?? `\\${one}`));
    else if (character === '"') this.#double();
    else if (character === '|') return this.#pipe();
    else if (character === ';' || rest === '&&') return this.#last(rest);
    else if (character === '&') throw new Error('an & ends the command: put the URL into quotes');
    else if (character === '>' || /^\d>/.test(rest)) this.#redirect();
    else if (character === '<') this.#here();
    else if (character === '(' || character === ')')
      throw new Error(`"${character}" does not belong into a curl command`);
    else this.#add(this.#character());
    this.#at++;
    return true;
  }

  #add(text: string): void {
    this.#word = (this.#word ?? '') + text;
  }

  #end(): void {
    if (this.#word !== undefined) this.#words.push(this.#word);
    this.#word = undefined;
  }

  /** One character, or the variable that begins here, the place left at its last one. */
  #character(): string {
    const rest = this.#text.slice(this.#at, this.#at + 200);
    if (rest[0] === '`' || rest.startsWith('$(')) throw new Error('it runs another command within');
    const variable = NAME.exec(rest);
    if (!variable) {
      if (rest.startsWith('${')) throw new Error('a variable is not ended by }');
      return rest[0] ?? '';
    }
    this.#at += variable[0].length - 1;
    return `\${${variable[1] ?? variable[2]}}`;
  }

  #escape(): void {
    const next = this.#text[this.#at + 1];
    this.#at++;
    if (next !== undefined && next !== '\n') this.#add(next);
  }

  #double(): void {
    this.#add('');
    for (this.#at++; this.#text[this.#at] !== '"'; this.#at++) {
      const character = this.#text[this.#at];
      if (character === undefined) throw new Error('a quote is not closed');
      const next = this.#text[this.#at + 1] ?? '';
      if (character !== '\\' || !/["\\$`\n]/.test(next)) this.#add(this.#character());
      else {
        if (next !== '\n') this.#add(next);
        this.#at++;
      }
    }
  }

  /** Up to a quote, the place left there. */
  #until(quote: string, skip: number, escaped = false): string {
    const start = this.#at + skip;
    let end = start;
    while (this.#text[end] !== quote) {
      if (end >= this.#text.length) throw new Error('a quote is not closed');
      end += escaped && this.#text[end] === '\\' ? 2 : 1;
    }
    this.#at = end;
    return this.#text.slice(start, end);
  }

  #pipe(): boolean {
    if (this.#text[this.#at + 1] === '|') return this.#last('||');
    this.#end();
    return this.#hereAfterwards();
  }

  /** Behind the end of a command there may be no other. */
  #last(mark: string): boolean {
    this.#end();
    const rest = this.#text.slice(this.#at + (mark === '&&' || mark === '||' ? 2 : 1));
    if (/(^|\s|[;&|])curl\s/.test(rest)) throw new Error('there are two commands: make it two steps');
    return this.#hereAfterwards();
  }

  #hereAfterwards(): boolean {
    if (this.#delimiter === undefined) return false;
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end;
    return true;
  }

  #line(): boolean {
    this.#end();
    this.#at++;
    if (this.#delimiter === undefined) {
      if (this.#text.slice(this.#at).trim() === '') return false;
      throw new Error('a line ends before the command does: end it with \\');
    }
    const lines = this.#text.slice(this.#at).split('\n');
    const last = lines.findIndex((line) => line.trim() === this.#delimiter);
    if (last < 0) throw new Error(`the here document does not end with ${this.#delimiter}`);
    this.#input = lines
      .slice(0, last)
      .map((line) => `${line}\n`)
      .join('');
    this.#delimiter = undefined;
    return false;
  }

  #redirect(): void {
    this.#end();
    const [found] = /^\d?>{1,2}(?:&\d|\s*[^\s;&|]+)/.exec(this.#text.slice(this.#at)) ?? [];
    if (found === undefined) throw new Error('a redirection has no file');
    this.#at += found.length - 1;
  }

  #here(): void {
    this.#end();
    const [found, delimiter] = /^<<-?\s*['"]?(\w+)['"]?/.exec(this.#text.slice(this.#at)) ?? [];
    if (found === undefined || delimiter === undefined)
      throw new Error('its input is a file: use "file:" for a body');
    this.#delimiter = delimiter;
    this.#at += found.length - 1;
  }
}
