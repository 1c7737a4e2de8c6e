import type { Failure } from '../model.ts';
import { MOST_MISTAKES } from './yaml-file.ts';

/** Collects the mistakes of one file: the first ones in full, then only their number. */
export class Mistakes {
  readonly #first: Failure[] = [];
  #next: Failure | undefined;
  #more = 0;

  /** @param make called only for mistakes that are shown */
  add(make: () => Failure): void {
    if (this.#first.length < MOST_MISTAKES) this.#first.push(make());
    else {
      this.#next ??= make();
      this.#more++;
    }
  }

  addAll(failures: readonly Failure[]): void {
    for (const failure of failures) this.add(() => failure);
  }

  get all(): readonly Failure[] {
    if (!this.#next) return this.#first;
    const { code, place } = this.#next;
    const message = `This file has ${this.#more} more mistakes after this one.`;
    return [...this.#first, { code, message, place }];
  }
}
