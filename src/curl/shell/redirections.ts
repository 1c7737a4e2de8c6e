import type { CommandBuilder, Draft } from './command-builder.ts';
import type { Cursor } from './cursor.ts';
import { literal } from './literal.ts';
import { inputSign, LONGEST_INPUT_SIGN, LONGEST_OUTPUT_SIGN, outputSign } from './redirection-signs.ts';

/** How the words of the script are read. */
export interface Words {
  /** Reads the word that begins here, and leaves the place after it. */
  readonly next: () => string;
  /** Reads the variables of a text in double quotes. */
  readonly expand: (quoted: string) => Pick<CommandBuilder, 'word' | 'command'>;
}

/** A here document whose lines follow. */
interface HereDocument {
  /** The line that ends it. */
  readonly end: string;
  readonly dropsTabs: boolean;
  readonly isLiteral: boolean;
  /** The command that reads it. */
  readonly of: Draft;
}

/** Reads where the input of commands comes from and where their output goes, with their here documents. */
export class Redirections {
  readonly #cursor: Cursor;
  readonly #builder: CommandBuilder;
  readonly #words: Words;
  /** Those whose lines follow the line that is being read. */
  #awaited: HereDocument[] = [];

  constructor(cursor: Cursor, builder: CommandBuilder, words: Words) {
    this.#cursor = cursor;
    this.#builder = builder;
    this.#words = words;
  }

  /** `> file` and the like. Leaves the place at its last character. */
  output(): void {
    this.#builder.endWord();
    const { length, isCopy, isAnswer } = outputSign(this.#cursor.ahead(LONGEST_OUTPUT_SIGN));
    this.#cursor.at += length;
    if (!isCopy) {
      const file = this.#words.next();
      const draft = this.#builder.draft();
      if (file === '') this.#builder.problem('a redirection has no file', 'Name it.');
      else if (isAnswer) draft.output = file;
    }
    this.#cursor.at--;
  }

  /** `< file`, `<<END` and `<<< text`. Leaves the place at its last character. */
  input(): void {
    this.#builder.endWord();
    const draft = this.#builder.draft();
    const sign = inputSign(this.#cursor.ahead(LONGEST_INPUT_SIGN));
    if (!sign) {
      this.#builder.problem('it reads what another command prints', 'Write the text itself.');
      return;
    }
    const { length, kind, dropsTabs, isLiteral } = sign;
    this.#cursor.at += length;
    const word = this.#words.next();
    this.#cursor.at--;
    if (kind === 'text') draft.input = { text: `${word}\n` };
    else if (kind === 'document') this.#awaited.push({ end: word, dropsTabs, isLiteral, of: draft });
    else draft.input = { file: word };
  }

  /** Reads the here documents of the line that ended. Returns their number. */
  documents(): number {
    const awaited = this.#awaited;
    this.#awaited = [];
    for (const document of awaited) this.#document(document);
    return awaited.length;
  }

  /** At the end of the script: notes here documents without a line. */
  end(): void {
    for (const document of this.#awaited) this.#noEnd(document);
  }

  #document(document: HereDocument): void {
    const { isLiteral, of } = document;
    const text = this.#text(document);
    if (text === undefined) this.#noEnd(document);
    else of.input = { text: isLiteral ? literal(text) : this.#expanded(text, of) };
  }

  /** The text up to the line that ends it; undefined if there is none. */
  #text({ end, dropsTabs }: HereDocument): string | undefined {
    const cursor = this.#cursor;
    const lines: string[] = [];
    while (!cursor.isAtEnd) {
      const stop = cursor.text.indexOf('\n', cursor.at);
      const line = cursor.text.slice(cursor.at, stop < 0 ? cursor.text.length : stop);
      cursor.at = stop < 0 ? cursor.text.length : stop + 1;
      cursor.line++;
      if (line.trim() === end) return lines.join('');
      lines.push(`${dropsTabs ? line.replace(/^\t+/, '') : line}\n`);
    }
    return undefined;
  }

  /** Its variables are read as in double quotes. */
  #expanded(text: string, of: Draft): string {
    const escaped = text.replace(/\\[$`\\\n]|[\\"]/g, (found) => (found.length > 1 ? found : `\\${found}`));
    const { word, command } = this.#words.expand(`"${escaped}"`);
    if (command?.problem) this.#builder.problem(command.problem.reason, command.problem.fix, of, of.at);
    return word ?? '';
  }

  #noEnd({ end, of }: HereDocument): void {
    const fix = `Write ${end} on a separate line.`;
    this.#builder.problem(`the here document does not end with ${end}`, fix, of, of.at);
  }
}
