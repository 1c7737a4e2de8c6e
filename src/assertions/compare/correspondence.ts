import { TimeOrder } from './time-order.ts';

/**
 * Which identifier of the baseline stands for which of the target, one to one, for a whole scenario; and every pair
 * of times met so far, whose order must agree. What a comparison taught can be taken back.
 */
export class Correspondence {
  readonly #toTarget: Map<string, string>;
  readonly #toBaseline: Map<string, string>;
  readonly #times = new TimeOrder();
  /** How to take back what was learnt, the latest last. */
  readonly #undo: (() => void)[] = [];

  constructor(pairs: Iterable<readonly [string, string]> = []) {
    this.#toTarget = new Map(pairs);
    this.#toBaseline = new Map([...this.#toTarget].map(([baseline, target]) => [target, baseline]));
  }

  /** Runs a comparison; what it taught stays only if `holds` says so of its result. */
  attempt<T>(compare: () => T, holds: (result: T) => boolean): T {
    const mark = this.#undo.length;
    const result = compare();
    if (!holds(result)) for (const undo of this.#undo.splice(mark).reverse()) undo();
    return result;
  }

  /** Whether two identifiers correspond; a pair not met before is taken when both are free. */
  pair(baseline: string, target: string): boolean {
    const known = this.#toTarget.get(baseline);
    const knownBack = this.#toBaseline.get(target);
    if (known !== undefined || knownBack !== undefined) return known === target && knownBack === baseline;
    this.#toTarget.set(baseline, target);
    this.#toBaseline.set(target, baseline);
    this.#undo.push(() => {
      this.#toTarget.delete(baseline);
      this.#toBaseline.delete(target);
    });
    return true;
  }

  /** What stands for `baseline` on the target, if it was met. */
  target(baseline: string): string | undefined {
    return this.#toTarget.get(baseline);
  }

  /** What an identifier of the target stands for on the baseline, if it was met. */
  baseline(target: string): string | undefined {
    return this.#toBaseline.get(target);
  }

  /** Whether two integers were met as ids of things, of whatever kind, that correspond. */
  hasNumbers(baseline: string, target: string): boolean {
    return [...this.#toTarget].some(
      ([from, to]) => from.endsWith(` ${baseline}`) && to.endsWith(` ${target}`),
    );
  }

  /** Whether a number of the baseline is a time in seconds: it lies within a day of a time met before. */
  isTime(seconds: number): boolean {
    return this.#times.isNear(seconds);
  }

  /** Tells what time it is on both sides, in milliseconds: by an answer's `Date`. */
  setClock(baseline: number, target: number): void {
    this.#times.setClock(baseline, target);
  }

  /** Whether two times (milliseconds) stand to all earlier pairs as they do on the other side; see TimeOrder. */
  inOrder(baseline: number, target: number): boolean {
    const undo = this.#times.add(baseline, target);
    if (undo) this.#undo.push(undo);
    return undo !== undefined;
  }
}
