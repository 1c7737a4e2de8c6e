import type { FieldKind } from '../text/field.ts';
import type { Form } from '../text/forms.ts';

/** What a text without times contains. */
export interface ReadText {
  /** The hash of everything but its ids. */
  readonly one: number;
  readonly other: number;
  readonly ids: readonly ReadId[];
}

export interface ReadId {
  readonly form: Form;
  readonly key: string;
  /** Which of the text's values it is, from 0. */
  readonly index: number;
}

/** Slots at first, and those of an answer with many texts. Powers of two. */
const FEW = 64;
const MANY = 1024;

/** Remembers texts that one answer repeats: states, owners, checksums. A newer text replaces an older one in its slot. */
export class RepeatedTexts {
  #texts: string[] = new Array(FEW).fill('');
  #kinds: (FieldKind | undefined)[] = new Array(FEW).fill(undefined);
  #read: (ReadText | undefined)[] = new Array(FEW).fill(undefined);
  #replaced = 0;
  #slot = 0;
  #isRepeated = false;

  /** A text as it was read before; undefined if it is not remembered. */
  find(text: string, kind: FieldKind | undefined): ReadText | undefined {
    const { length } = text;
    const ends =
      text.charCodeAt(0) ^ (text.charCodeAt(length - 1) << 3) ^ (text.charCodeAt(length >> 1) << 5);
    const slot = (ends ^ (length << 7)) & (this.#texts.length - 1);
    this.#slot = slot;
    this.#isRepeated = this.#texts[slot] === text && this.#kinds[slot] === kind;
    if (this.#isRepeated) return this.#read[slot];
    if (++this.#replaced === MANY) this.#grow();
    this.#texts[slot] = text;
    this.#kinds[slot] = kind;
    this.#read[slot] = undefined;
    return undefined;
  }

  /** Forgets all texts: their slots were others. */
  #grow(): void {
    this.#texts = new Array(MANY).fill('');
    this.#kinds = new Array(MANY).fill(undefined);
    this.#read = new Array(MANY).fill(undefined);
  }

  /** Whether the text was found once before, so that it is worth remembering. */
  get isRepeated(): boolean {
    return this.#isRepeated;
  }

  /** Remembers the text that was looked for last. */
  keep(read: ReadText): void {
    this.#read[this.#slot] = read;
  }
}
