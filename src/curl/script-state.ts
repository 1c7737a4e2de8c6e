import type { Script, ShellCommand } from './shell/command.ts';
import { literal } from './shell/literal.ts';

/** Values of a script's variables and files so far, as far as they are known without running it. */
export class ScriptState {
  readonly #script: Script;
  readonly #isSecret: (name: string) => boolean;
  readonly #readFile: (name: string) => string | undefined;
  readonly #values = new Map<string, string>();
  readonly #arrays = new Map<string, readonly string[]>();
  /** Arguments of the function call being read. */
  #arguments: readonly string[] = [];
  readonly secrets = new Set<string>();
  readonly files = new Map<string, string>();
  #uuids = 0;
  #randoms = 0;

  constructor(
    script: Script,
    isSecret: (name: string) => boolean,
    readFile: (name: string) => string | undefined,
  ) {
    this.#script = script;
    this.#isSecret = isSecret;
    this.#readFile = readFile;
  }

  /** @param from the commands whose output is the value */
  assign(name: string, value: string, from: readonly ShellCommand[] | undefined): void {
    const words = from?.flatMap((command) => command.words) ?? [];
    const isToken = words.includes('token') || words.some((word) => /subject-token/i.test(word));
    if (this.#isSecret(name) || isToken) {
      this.secrets.add(name);
      this.#values.delete(name);
    } else if (words[0] === 'uuidgen' || words.some((word) => /random\/uuid/.test(word))) {
      this.#values.set(name, `\${uuid${Math.min(++this.#uuids, 9)}}`);
    } else {
      const text = from ? this.#outputOf(from.at(-1)) : this.resolve(value);
      const random = /\w*(?:\$\{RANDOM\})+/.exec(text ?? '')?.[0];
      if (random !== undefined) {
        const word = ++this.#randoms === 1 ? '${unique}' : `\${unique}-${this.#randoms}`;
        this.#values.set(name, (text ?? '').replace(random, () => word).trimEnd());
      } else if (text === undefined || /\$\{command_\d/.test(text)) this.#values.delete(name);
      else this.#values.set(name, text.replace(/\n+$/, ''));
    }
  }

  /** @param name ends with + to append items */
  assignArray(name: string, items: readonly string[]): void {
    const plain = name.replace(/\+$/, '');
    const before = plain === name ? [] : (this.#arrays.get(plain) ?? []);
    this.#arrays.set(plain, [...before, ...items.map((item) => this.resolve(item))]);
  }

  /** Reads a function's commands with the arguments of a call. */
  withArguments(given: readonly string[], read: () => void): void {
    const before = this.#arguments;
    this.#arguments = given;
    read();
    this.#arguments = before;
  }

  /** The words of a command with known values inserted, split as a shell does. */
  wordsOf({ words, split }: Pick<ShellCommand, 'words' | 'split'>): readonly string[] {
    return words.flatMap((word, place) => {
      const [, array] = /^\$\{(\w*)@\}$/.exec(word) ?? [];
      if (array === '') return this.#arguments;
      if (array !== undefined) return this.#arrays.get(array) ?? [`\${${array}}`];
      const text = this.resolve(word);
      // An unquoted body was meant as one word, although bash would split it.
      const isSplit = split.includes(place) && text !== word && (place === 0 || /^\s*-/.test(text));
      return isSplit ? (text.match(/\S+/g) ?? []) : [text];
    });
  }

  /** Forgets a variable, because its value comes from an answer. */
  forget(name: string): void {
    this.#values.delete(name);
  }

  /** Inserts known values into a word. */
  resolve(word: string): string {
    return word.replace(/(?<!\$)\$\{([A-Za-z_][\w-]*|\d)\}/g, (whole, name: string) => {
      if (/^\d$/.test(name)) return this.#arguments[Number(name) - 1] ?? '';
      const known = this.#values.get(name) ?? this.#script.defaults.get(name);
      if (known !== undefined && !this.secrets.has(name)) return known;
      const inner = this.#script.substitutions.get(name);
      if (inner?.some(({ words }) => words.includes('token'))) this.secrets.add(name);
      return inner ? (this.#outputOf(inner.at(-1))?.trimEnd() ?? whole) : whole;
    });
  }

  /** The input of a command: its own, or the previous command's output. */
  inputOf({ input, from }: ShellCommand): ShellCommand['input'] {
    if (input)
      return 'text' in input ? { text: this.resolve(input.text) } : this.#file(this.resolve(input.file));
    if (!from) return undefined;
    const [name, ...words] = from.words;
    const [file, second] = words.filter((word) => !word.startsWith('-'));
    if (name === 'cat' && file !== undefined && second === undefined) return this.#file(this.resolve(file));
    const text = this.#outputOf(from);
    return text === undefined ? undefined : { text };
  }

  #contentOf(file: string): string | undefined {
    const beside = this.files.get(file) ?? this.#readFile(file);
    return beside === undefined || this.files.has(file) ? beside : literal(beside);
  }

  #file(file: string): NonNullable<ShellCommand['input']> {
    const text = this.files.get(file);
    return text === undefined ? { file } : { text };
  }

  /** Records the file that a command writes. */
  note(command: ShellCommand): void {
    const [name] = command.words;
    const file =
      command.output ??
      (name === 'tee' ? command.words.slice(1).find((word) => !word.startsWith('-')) : undefined);
    const text = name === 'tee' ? textOf(this.inputOf(command)) : this.#outputOf(command);
    if (file !== undefined && text !== undefined) this.files.set(this.resolve(file), text);
  }

  /** The output of a command; undefined if unknown. */
  #outputOf(command: ShellCommand | undefined): string | undefined {
    if (!command) return undefined;
    const [name = '', ...words] = command.words.map((word) => this.resolve(word));
    if (name === 'cat' && words.every((word) => word === '-')) return textOf(this.inputOf(command));
    if (name === 'cat' && words.length === 1) return this.#contentOf(words[0] ?? '');
    if (name === 'echo') {
      const options = words.findIndex((word) => !/^-[neE]+$/.test(word));
      const text = words.slice(options < 0 ? words.length : options).join(' ');
      return words[0]?.includes('n') && options !== 0 ? text : `${text}\n`;
    }
    if (name !== 'printf') return undefined;
    const [format = '', ...values] = words[0] === '--' ? words.slice(1) : words;
    let at = 0;
    return format.replace(/\\n/g, '\n').replace(/%[sd]/g, () => values[at++] ?? '');
  }
}

const textOf = (input: ShellCommand['input']): string | undefined =>
  input && 'text' in input ? input.text : undefined;
