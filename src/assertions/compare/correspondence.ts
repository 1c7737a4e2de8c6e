/**
 * Which identifier of the baseline stands for which of the target, one to one, for a whole scenario; and every pair
 * of times met so far, whose order must agree.
 */
export class Correspondence {
  readonly #toTarget: Map<string, string>;
  readonly #toBaseline: Map<string, string>;
  readonly #times: (readonly [number, number])[];

  constructor(pairs: Iterable<readonly [string, string]> = []) {
    this.#toTarget = new Map(pairs);
    this.#toBaseline = new Map([...this.#toTarget].map(([baseline, target]) => [target, baseline]));
    this.#times = [];
  }

  /** A copy to try a comparison with, kept or thrown away by the caller. */
  fork(): Correspondence {
    const copy = new Correspondence(this.#toTarget);
    copy.#times.push(...this.#times);
    return copy;
  }

  /** Takes over what a fork has learnt. */
  adopt(fork: Correspondence): void {
    for (const [baseline, target] of fork.#toTarget) this.pair(baseline, target);
    this.#times.splice(0, this.#times.length, ...fork.#times);
  }

  /** Whether two identifiers correspond; a pair not met before is taken when both are free. */
  pair(baseline: string, target: string): boolean {
    const known = this.#toTarget.get(baseline);
    const knownBack = this.#toBaseline.get(target);
    if (known === undefined && knownBack === undefined) {
      this.#toTarget.set(baseline, target);
      this.#toBaseline.set(target, baseline);
      return true;
    }
    return known === target && knownBack === baseline;
  }

  /** What stands for `baseline` on the target, if it was met. */
  target(baseline: string): string | undefined {
    return this.#toTarget.get(baseline);
  }

  /** Whether a number is a time in seconds: it lies within a day of a time met before. */
  isTime(seconds: number): boolean {
    return this.#times.some(([baseline]) => Math.abs(baseline - seconds) < 86_400);
  }

  /**
   * Whether two times (milliseconds) stand in the order that all earlier pairs do, to the second: some fields are cut
   * to it, and whether two things fall into the same second is chance.
   */
  inOrder(baseline: number, target: number): boolean {
    const pair = [Math.floor(baseline / 1000), Math.floor(target / 1000)] as const;
    const agrees = this.#times.every(([b, t]) => (b - pair[0]) * (t - pair[1]) >= 0);
    if (agrees) this.#times.push(pair);
    return agrees;
  }
}
