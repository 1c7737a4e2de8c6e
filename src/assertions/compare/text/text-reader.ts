import type { LiteralNames } from '../own/ambiguous-names.ts';
import type { FieldKind } from './field.ts';
import type { Context, Form } from './forms.ts';
import { Scanner } from './scanner.ts';
import { epochIn } from './time-text.ts';
import { unwrapped } from './unwrapped.ts';

/** State of the answer, request and scenario that decides how to read a text. */
export interface TextContext extends Context {
  readonly replaceOwn: (text: string, literal?: ReadonlySet<string>) => string;
  /** Names of the deployment that are ordinary words in the texts of a member. */
  readonly literalNames?: LiteralNames | undefined;
  /** Whether the client sent this id, secret or number before either side showed it. */
  isChosen(key: string): boolean;
  isChosenTime(ms: number): boolean;
  /** Current time on the side's clock, in milliseconds, if known. */
  readonly now: number | undefined;
}

/** Splits a text into values of known forms and the literal text between them. */
export class TextReader {
  readonly #context: TextContext;
  readonly #scanner: Scanner;
  /** Forms of the values found. `start` and `end` are offsets in `text`. */
  readonly form: readonly Form[];
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly ms: readonly number[];
  readonly format: readonly number[];
  /** The keys of ids. */
  readonly key: string[] = [];
  /** Values that the client chose are compared literally. */
  readonly isLiteral: boolean[] = [];
  /** The text after own strings were replaced. */
  text = '';
  /** How the text was encoded; empty if it was not. */
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

  /**
   * @param number The key `kind number` of a text that may be the number of a resource.
   * @param member The name of the member with the text; '' for a name of a member.
   */
  read(written: string, kind: FieldKind | undefined, number?: string, member = ''): void {
    const context = this.#context;
    const scanner = this.#scanner;
    this.wrapping = '';
    this.text = written;
    const epoch = epochIn(written, kind, context.now);
    if (number !== undefined && context.isMet(number)) scanner.wholeNumber(written, number);
    else if (kind === 'secret' && written !== '' && !context.isChosen(written))
      scanner.whole(written, 'secret');
    else if (kind === 'own' && written !== '') scanner.wholeName(written);
    else if (epoch && !context.isChosen(written)) scanner.whole(written, 'time', epoch);
    else {
      const literal = context.literalNames?.get(member);
      const shared = context.replaceOwn(written, literal);
      const inner = unwrapped(shared);
      if (inner) this.wrapping = inner.wrapping;
      this.text = inner ? context.replaceOwn(inner.text, literal) : shared;
      scanner.scan(this.text, kind);
    }
    for (let index = 0; index < scanner.count; index++) {
      const form = this.form[index] as Form;
      if (form === 'time') {
        this.isLiteral[index] = context.isChosenTime(this.ms[index] as number);
        continue;
      }
      const key = scanner.keyAt(index);
      this.key[index] = key;
      this.isLiteral[index] = context.isChosen(key) || isOfZeros(key);
    }
  }
}

const ZERO = 48;

/** Whether an id or hardware address has only zeros. It identifies nothing. */
const isOfZeros = (key: string): boolean => key.charCodeAt(0) === ZERO && /^[0:-]+$/.test(key);
