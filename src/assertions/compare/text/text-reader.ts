import type { FieldKind } from './field.ts';
import { type Context, type Form, Scanner } from './scanner.ts';
import { epochIn } from './time-text.ts';
import { unwrapped } from './unwrapped.ts';

/** What of an answer, its request and the scenario so far the meaning of a text depends on. */
export interface TextContext extends Context {
  readonly replaceOwn: (text: string) => string;
  /** Whether the client sent an id, a secret or a number of a thing, and neither side had given it before. */
  readonly isChosen: (key: string) => boolean;
  readonly isChosenTime: (ms: number) => boolean;
  /** Milliseconds on the side's clock, where it is known. */
  readonly now: number | undefined;
}

/** A text as it is compared: what has one of the forms, with what it is known by, and literal text between. */
export class TextReader {
  readonly #context: TextContext;
  readonly #scanner: Scanner;
  /** What was found; `start` and `end` are places in `text`. */
  readonly form: readonly Form[];
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly ms: readonly number[];
  readonly format: readonly number[];
  /** Of ids, what they are known by. */
  readonly key: string[] = [];
  /** What the client chose is compared as it is. */
  readonly isLiteral: boolean[] = [];
  /** The text, its deployment's own strings replaced. */
  text = '';
  /** How it was packed; empty for a text that was not. */
  wrapping = '';

  constructor(context: TextContext) {
    this.#context = context;
    this.#scanner = new Scanner(context);
    this.form = this.#scanner.form;
    this.start = this.#scanner.start;
    this.end = this.#scanner.end;
    this.ms = this.#scanner.ms;
    this.format = this.#scanner.format;
  }

  get count(): number {
    return this.#scanner.count;
  }

  /** @param number What the text is known by where it may be the number of a thing, `kind number`. */
  read(written: string, kind: FieldKind | undefined, number?: string): void {
    const { replaceOwn, isChosen, isChosenTime, isMet, now } = this.#context;
    const scanner = this.#scanner;
    this.wrapping = '';
    this.text = written;
    const epoch = epochIn(written, kind, now);
    if (number !== undefined && isMet(number)) scanner.wholeNumber(written, number);
    else if (kind === 'secret' && !isChosen(written)) scanner.whole(written, 'secret');
    else if (epoch && !isChosen(written)) scanner.whole(written, 'time', epoch);
    else {
      const inner = unwrapped(written);
      if (inner) this.wrapping = inner.wrapping;
      this.text = replaceOwn(inner?.text ?? written);
      scanner.scan(this.text, kind);
    }
    for (let index = 0; index < scanner.count; index++) {
      const form = this.form[index] as Form;
      if (form === 'time') {
        this.isLiteral[index] = isChosenTime(this.ms[index] as number);
        continue;
      }
      const key = scanner.keyAt(index);
      this.key[index] = key;
      this.isLiteral[index] = isChosen(key);
    }
  }
}
