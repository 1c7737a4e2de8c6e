/** Maximum number of distinct reasons. A broken probe may give a different one for each event. */
const MOST_REASONS = 5;

const LONGEST_REASON = 200;

/** Counts lost events by reason. */
export class LostEvents {
  readonly #counts = new Map<string, number>();
  #others = 0;

  add(reason: string): void {
    const short = reason.replace(/\p{Cc}+/gu, ' ').slice(0, LONGEST_REASON);
    const known = this.#counts.get(short);
    if (known !== undefined) this.#counts.set(short, known + 1);
    else if (this.#counts.size < MOST_REASONS) this.#counts.set(short, 1);
    else this.#others++;
  }

  /** One line per reason; empty if nothing was lost. */
  summary(): string[] {
    const times = (count: number): string => (count === 1 ? '' : ` (${count} times)`);
    const known = [...this.#counts].map(([reason, count]) => `${reason}${times(count)}`);
    return this.#others === 0 ? known : [...known, `for other reasons${times(this.#others)}`];
  }
}
