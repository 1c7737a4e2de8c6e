/** A text, and the place in it that is read next. */
export class Cursor {
  readonly text: string;
  at: number;
  /** Lines that ended before the place. */
  line = 0;

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The next characters, at most so many. */
  ahead(most: number): string {
    return this.text.slice(this.at, this.at + most);
  }
}
