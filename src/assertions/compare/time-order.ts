/** One instant of the baseline, in seconds, with the earliest and latest instant that stood for it on the target. */
interface Met {
  readonly baseline: number;
  earliest: number;
  latest: number;
}

/**
 * Every pair of times met so far, whose order must agree on both sides: what came earlier on one did not come later on
 * the other, and what was near on one is not far on the other. To the second: some fields are cut to it, and whether two things fall into the same second is chance.
 */
export class TimeOrder {
  /** By the baseline's time; since the order agrees, by the target's as well. */
  readonly #met: Met[] = [];
  #clock: Met | undefined;

  /**
   * Tells what time it is on both sides, in milliseconds. It says nothing of the order, since work goes on behind an
   * answer; but what is recent on one side is recent on the other.
   */
  setClock(baselineMs: number, targetMs: number): void {
    const target = Math.floor(targetMs / 1000);
    this.#clock = { baseline: Math.floor(baselineMs / 1000), earliest: target, latest: target };
  }

  /** Whether two times, in milliseconds, agree with all pairs met before; then they are met, and can be taken back. */
  add(baselineMs: number, targetMs: number): (() => void) | undefined {
    const baseline = Math.floor(baselineMs / 1000);
    const target = Math.floor(targetMs / 1000);
    const index = this.#indexOf(baseline);
    const known = this.#met[index]?.baseline === baseline ? this.#met[index] : undefined;
    const before = this.#met[index - 1];
    const after = this.#met[known ? index + 1 : index];
    if ((before && before.latest > target) || (after && after.earliest < target)) return undefined;
    if ([before, known, after, this.#clock].some((met) => met && isFarOnOneSide(met, baseline, target)))
      return undefined;
    if (!known) {
      this.#met.splice(index, 0, { baseline, earliest: target, latest: target });
      return () => this.#met.splice(this.#indexOf(baseline), 1);
    }
    const { earliest, latest } = known;
    known.earliest = Math.min(earliest, target);
    known.latest = Math.max(latest, target);
    return () => Object.assign(known, { earliest, latest });
  }

  /** Whether a number of seconds of the baseline lies within a day of a time met before. */
  isNear(seconds: number): boolean {
    const index = this.#indexOf(seconds);
    return [this.#met[index - 1], this.#met[index]].some(
      (met) => met && Math.abs(met.baseline - seconds) < DAY,
    );
  }

  /** Index of the first time that is not earlier. */
  #indexOf(baseline: number): number {
    let low = 0;
    let high = this.#met.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#met[middle] as Met).baseline < baseline) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const DAY = 86_400;

/** Seconds within which two times are one moment's, and those by which the other side may stretch that moment. */
const NEAR = 60;
const STRETCHED = 1800;

/** Whether two times belong together on one side and not on the other: a clock or a time zone is wrong. */
function isFarOnOneSide(
  { baseline, earliest, latest }: Met,
  otherBaseline: number,
  otherTarget: number,
): boolean {
  const onBaseline = Math.abs(otherBaseline - baseline);
  const onTarget = Math.max(Math.abs(otherTarget - earliest), Math.abs(otherTarget - latest));
  return (onBaseline <= NEAR && onTarget > STRETCHED) || (onTarget <= NEAR && onBaseline > STRETCHED);
}
