/** Two corresponding times, in milliseconds. */
export interface TimePair {
  readonly baseline: number;
  readonly target: number;
  /** The resource that contains them. Times of one resource are compared more strictly. */
  readonly thing?: number;
}

/** Why the order of times may be random. */
export interface OrderOptions {
  /** One request creates several resources. */
  readonly together?: boolean;
  /** Requests are sent at once, so a service may let them wait for each other for any time. */
  readonly atOnce?: boolean;
}

/** Current time on both sides, and how the scenario went so far, in milliseconds. */
export interface Clocks {
  readonly baseline: number;
  readonly target: number;
  readonly elapsed: number;
  /** How much longer one side waited for states than the other. Background work was that much later there. */
  readonly waitedApart?: number;
}

/** A second of the baseline, and the earliest and latest second paired with it on the target. */
interface Met {
  readonly baseline: number;
  earliest: number;
  latest: number;
}

/** Pairs of times that agree, sorted by the baseline's time. */
export type MergedTimes = readonly Readonly<Met>[];

/**
 * All pairs of times so far. Their order must agree: an earlier time on one side must not be later on the other.
 * Compared by seconds, since some fields are cut to seconds and whether two events share a second is random.
 */
export class TimeOrder {
  /** Sorted by the baseline's time. */
  #met: MergedTimes = [];
  #clocks: Clocks | undefined;
  readonly #order: OrderOptions;

  constructor(order: OrderOptions = {}) {
    this.#order = order;
  }

  /** Copies the current state. The copy and the original then learn independently. */
  copy(): TimeOrder {
    const copy = new TimeOrder(this.#order);
    copy.#met = this.#met;
    copy.#clocks = this.#clocks;
    return copy;
  }

  setClocks(clocks: Clocks): void {
    this.#clocks = clocks;
  }

  /** Whether the baseline has shown a time, in milliseconds. */
  isMet(ms: number): boolean {
    const second = Math.floor(ms / 1000);
    return this.#met[indexOf(this.#met, second)]?.baseline === second;
  }

  /** Adds pairs if all agree with each other and with earlier pairs; otherwise adds none. */
  addAll(pairs: readonly TimePair[]): boolean {
    const merged = this.merged(pairs);
    if (merged) this.take(merged);
    return merged !== undefined;
  }

  /** Adds what `merged` returned. */
  take(merged: MergedTimes): void {
    this.#met = merged;
  }

  /** Earlier pairs and new ones; undefined if they do not all agree. */
  merged(pairs: readonly TimePair[]): MergedTimes | undefined {
    if (!pairs.every((pair) => this.#isPlausible(pair)) || !ofThings(pairs).every(isOrdered))
      return undefined;
    const merged = merge(this.#met, pairs);
    const { together, atOnce } = this.#order;
    if (!together && !atOnce && !agrees(merged, tolerance(LOOSE, this.#clocks))) return undefined;
    if (merged.some((met, index) => isFarFromNext(met, merged[index + 1]))) return undefined;
    return this.#clocks && !atOnce && stretches(merged, this.#clocks) ? undefined : merged;
  }

  /** Adds a pair if it agrees with earlier pairs. */
  add(pair: TimePair): boolean {
    return this.addAll([pair]);
  }

  /**
   * Whether a time is equally far from now on both sides. Times created by this scenario lie within it on both sides;
   * older ones belong to longer-lived resources.
   */
  #isPlausible({ baseline, target }: TimePair): boolean {
    if (!this.#clocks || baseline === target) return true;
    const allowed = this.#clocks.elapsed + SLACK;
    const [age, other] = [this.#clocks.baseline - baseline, this.#clocks.target - target];
    const apart = Math.abs(age - other);
    return apart <= allowed || (age > allowed && other > allowed && apart <= DAY);
  }
}

const DAY = 86_400_000;

/** Tolerance of clocks in milliseconds: values are cut to seconds and not read at the same moment. */
const SLACK = 5000;

/** Times within NEAR seconds count as one moment. On the other side they may lie up to FAR seconds apart. */
const NEAR = 60;
const FAR = 1800;

/** Maximum seconds between the other side's times for one moment of the running scenario. */
const STRETCH = 8;

/** Times of different resources may swap within this many seconds, because background work has no fixed order. */
const LOOSE = 2;

/** A scenario that takes more seconds runs on a slow machine. STRETCH and LOOSE then grow with its duration. */
const UNHURRIED = 20;

/** STRETCH or LOOSE on this machine: if it is slow, services finish background work later. */
const tolerance = (seconds: number, { elapsed = 0, waitedApart = 0 }: Partial<Clocks> = {}): number =>
  seconds * Math.max(1, elapsed / 1000 / UNHURRIED) + waitedApart / 1000;

/** Index of the first time that is not earlier. */
function indexOf(met: readonly Met[], second: number): number {
  let [low, high] = [0, met.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((met[middle] as Met).baseline < second) low = middle + 1;
    else high = middle;
  }
  return low;
}

function merge(met: readonly Met[], pairs: readonly TimePair[]): Met[] {
  const found = new Map<number, Met>();
  for (const { baseline, target } of pairs) {
    const [second, other] = [Math.floor(baseline / 1000), Math.floor(target / 1000)];
    const known = found.get(second) ?? { baseline: second, earliest: other, latest: other };
    found.set(second, known);
    known.earliest = Math.min(known.earliest, other);
    known.latest = Math.max(known.latest, other);
  }
  if (found.size === 1 && met.length > 0) return withOne(met, [...found.values()][0] as Met);
  for (const { baseline, earliest, latest } of met) {
    const known = found.get(baseline);
    if (!known) found.set(baseline, { baseline, earliest, latest });
    else {
      known.earliest = Math.min(known.earliest, earliest);
      known.latest = Math.max(known.latest, latest);
    }
  }
  return [...found.values()].sort((a, b) => a.baseline - b.baseline);
}

function withOne(met: readonly Met[], one: Met): Met[] {
  const index = indexOf(met, one.baseline);
  const known = met[index];
  const merged =
    known?.baseline === one.baseline
      ? {
          ...one,
          earliest: Math.min(one.earliest, known.earliest),
          latest: Math.max(one.latest, known.latest),
        }
      : one;
  return [...met.slice(0, index), merged, ...met.slice(merged === one ? index : index + 1)];
}

/** Whether no time came clearly later than another on one side, and clearly earlier on the other. */
function agrees(met: readonly Met[], loose: number): boolean {
  let latest = Number.NEGATIVE_INFINITY;
  let before = 0;
  return met.every((one) => {
    for (; (met[before] as Met).baseline <= one.baseline - loose; before++)
      latest = Math.max(latest, (met[before] as Met).latest);
    return latest < one.earliest + loose;
  });
}

/** Whether two times are close on one side and far apart on the other: a clock or time zone is wrong. */
function isFarFromNext(one: Met, next: Met | undefined): boolean {
  if (one.latest - one.earliest > FAR) return true;
  if (!next) return false;
  const onBaseline = next.baseline - one.baseline;
  const most = Math.max(Math.abs(next.latest - one.earliest), Math.abs(next.earliest - one.latest));
  return (onBaseline <= NEAR && most > FAR) || (most <= NEAR && onBaseline > FAR);
}

/** Whether one moment of this scenario is several, far apart, on the other side: a time that should move does not. */
function stretches(met: readonly Met[], clocks: Clocks): boolean {
  const { baseline, elapsed } = clocks;
  const most = tolerance(STRETCH, clocks);
  const since = Math.floor((baseline - elapsed - SLACK) / 1000);
  const now = Math.ceil(baseline / 1000) + 1;
  const recent = met.filter((one) => one.baseline >= since && one.baseline <= now);
  const bySecond = new Map<number, number>();
  return recent.some((one) => {
    const first = bySecond.get(one.earliest) ?? one.baseline;
    bySecond.set(one.earliest, first);
    return one.latest - one.earliest > most || one.baseline - first > most;
  });
}

function ofThings(pairs: readonly TimePair[]): TimePair[][] {
  const things = new Map<number, TimePair[]>();
  for (const pair of pairs) {
    if (pair.thing === undefined) continue;
    const known = things.get(pair.thing);
    if (known) known.push(pair);
    else things.set(pair.thing, [pair]);
  }
  return [...things.values()].filter(({ length }) => length > 1);
}

/** Whether the times of one resource have the same order on both sides. */
function isOrdered(pairs: readonly TimePair[]): boolean {
  const seconds = pairs
    .map(({ baseline, target }) => ({
      baseline: Math.floor(baseline / 1000),
      target: Math.floor(target / 1000),
    }))
    .sort((a, b) => a.baseline - b.baseline || a.target - b.target);
  let latest = Number.NEGATIVE_INFINITY;
  let before = 0;
  return seconds.every((one) => {
    for (; (seconds[before] as typeof one).baseline < one.baseline; before++)
      latest = Math.max(latest, (seconds[before] as typeof one).target);
    return latest <= one.target;
  });
}
