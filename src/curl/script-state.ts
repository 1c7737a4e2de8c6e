import type { Script, ShellCommand } from './shell/command.ts';

/** What a script has given its variables and files so far, as far as it can be known without running it. */
export class ScriptState {
  readonly #script: Script;
  readonly #isSecret: (name: string) => boolean;
  readonly #values = new Map<string, string>();
  readonly secrets = new Set<string>();
  readonly files = new Map<string, string>();
  #uuids = 0;

  constructor(script: Script, isSecret: (name: string) => boolean) {
    this.#script = script;
    this.#isSecret = isSecret;
  }

  /** @param from the commands whose output the value is */
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
      if (text === undefined || /\$\{command_\d/.test(text)) this.#values.delete(name);
      else this.#values.set(name, text.replace(/\n+$/, ''));
    }
  }

  /** Its value is what an answer brings. */
  forget(name: string): void {
    this.#values.delete(name);
  }

  /** A word with the values that are known. */
  resolve(word: string): string {
    return word.replace(/(?<!\$)\$\{([A-Za-z_][\w-]*)\}/g, (whole, name: string) => {
      const known = this.#values.get(name) ?? this.#script.defaults.get(name);
      if (known !== undefined && !this.secrets.has(name)) return known;
      const inner = this.#script.substitutions.get(name);
      if (inner?.some(({ words }) => words.includes('token'))) this.secrets.add(name);
      return inner ? (this.#outputOf(inner.at(-1))?.trimEnd() ?? whole) : whole;
    });
  }

  /** What a command reads: its own input, or the output of the one before it. */
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

  #file(file: string): NonNullable<ShellCommand['input']> {
    const text = this.files.get(file);
    return text === undefined ? { file } : { text };
  }

  /** Notes the file that a command writes. */
  note(command: ShellCommand): void {
    const [name] = command.words;
    const file =
      command.output ??
      (name === 'tee' ? command.words.slice(1).find((word) => !word.startsWith('-')) : undefined);
    const text = name === 'tee' ? textOf(this.inputOf(command)) : this.#outputOf(command);
    if (file !== undefined && text !== undefined) this.files.set(this.resolve(file), text);
  }

  /** What a command prints; undefined when that is not known. */
  #outputOf(command: ShellCommand | undefined): string | undefined {
    if (!command) return undefined;
    const [name = '', ...words] = command.words.map((word) => this.resolve(word));
    if (name === 'cat' && words.every((word) => word === '-')) return textOf(this.inputOf(command));
    if (name === 'cat' && words.length === 1) return this.files.get(words[0] ?? '');
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
