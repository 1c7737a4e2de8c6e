/** Indexes of two corresponding elements, or of one that the other side does not have. */
export interface Aligned {
  readonly baseline?: number;
  readonly target?: number;
}

export interface Alignment {
  readonly aligned: readonly Aligned[];
  /** Both sides have an element at different positions. It is not among those aligned. */
  readonly isMoved: boolean;
}

/** How much two elements have in common, from 0 to less than 1. */
type Likeness = (baseline: number, target: number) => number;

/** Elements from an index to before another, on both sides. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly otherFrom: number;
  readonly otherTo: number;
}

/**
 * Aligns the elements of two sequences, so that one extra element does not make all later ones differ. Equal shapes
 * come first: those at both ends, then those that occur once. The rest is aligned by what elements have in common.
 */
export function alignedSequences(
  baseline: readonly number[],
  target: readonly number[],
  likeness: Likeness,
): Alignment {
  const aligned: Aligned[] = [];
  const align = ({ from, to, otherFrom, otherTo }: Range): void => {
    while (from < to && otherFrom < otherTo && baseline[from] === target[otherFrom])
      aligned.push({ baseline: from++, target: otherFrom++ });
    const ends: Aligned[] = [];
    while (from < to && otherFrom < otherTo && baseline[to - 1] === target[otherTo - 1])
      ends.push({ baseline: --to, target: --otherTo });
    const anchors = anchorsIn(baseline, target, { from, to, otherFrom, otherTo });
    if (anchors.length === 0)
      for (const each of alignedByLikeness({ from, to, otherFrom, otherTo }, baseline, target, likeness))
        aligned.push(each);
    for (const [one, other] of anchors) {
      align({ from, to: one, otherFrom, otherTo: other });
      aligned.push({ baseline: one, target: other });
      [from, otherFrom] = [one + 1, other + 1];
    }
    if (anchors.length > 0) align({ from, to, otherFrom, otherTo });
    for (const end of ends.reverse()) aligned.push(end);
  };
  align({ from: 0, to: baseline.length, otherFrom: 0, otherTo: target.length });
  return withoutMoved(aligned, baseline, target);
}

/** Shapes that occur once on each side, as long as their order is the same: the longest such subsequence. */
function anchorsIn(
  baseline: readonly number[],
  target: readonly number[],
  { from, to, otherFrom, otherTo }: Range,
): [number, number][] {
  const others = indexOfSingles(target, otherFrom, otherTo);
  const pairs = [...indexOfSingles(baseline, from, to)].flatMap(([shape, index]): [number, number][] => {
    const other = others.get(shape);
    return index < 0 || other === undefined || other < 0 ? [] : [[index, other]];
  });
  return longestIncreasing(pairs.sort(([a], [b]) => a - b));
}

/** The index of each shape, -1 if it occurs more than once. */
function indexOfSingles(shapes: readonly number[], from: number, to: number): Map<number, number> {
  const found = new Map<number, number>();
  for (let index = from; index < to; index++) {
    const shape = shapes[index] as number;
    found.set(shape, found.has(shape) ? -1 : index);
  }
  return found;
}

/** The longest subsequence of pairs in which the second numbers increase. */
function longestIncreasing(pairs: readonly [number, number][]): [number, number][] {
  const before: number[] = [];
  /** Of each length, the pair with the lowest second number that ends such a subsequence. */
  const ends: number[] = [];
  const second = (index: number): number => (pairs[index] as [number, number])[1];
  for (let index = 0; index < pairs.length; index++) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (second(ends[middle] as number) < second(index)) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? (ends[low - 1] as number) : -1;
    ends[low] = index;
  }
  const found: [number, number][] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] as number)
    found.push(pairs[at] as [number, number]);
  return found.reverse();
}

/** Pairs of elements up to which each is compared with each. Longer ranges are aligned index by index. */
const MOST_PAIRS = 40_000;

/** Aligns a range so that paired elements have most in common. */
function alignedByLikeness(
  { from, to, otherFrom, otherTo }: Range,
  baseline: readonly number[],
  target: readonly number[],
  likeness: Likeness,
): Aligned[] {
  const [rows, columns] = [to - from, otherTo - otherFrom];
  const isLong = rows * columns > MOST_PAIRS;
  const score = (row: number, column: number): number => {
    const [one, other] = [from + row, otherFrom + column];
    return baseline[one] === target[other] ? 1 : likeness(one, other);
  };
  const width = columns + 1;
  // What is gained from a row and a column to the ends.
  const gains = new Float64Array(isLong ? 0 : (rows + 1) * width);
  for (let row = rows - 1; row >= 0 && !isLong; row--)
    for (let column = columns - 1; column >= 0; column--) {
      const paired = score(row, column) + (gains[(row + 1) * width + column + 1] as number);
      const [down, right] = [gains[(row + 1) * width + column], gains[row * width + column + 1]];
      gains[row * width + column] = Math.max(paired, down as number, right as number);
    }
  const found: Aligned[] = [];
  let [row, column] = [0, 0];
  while (row < rows || column < columns) {
    const gain = gains[row * width + column] as number;
    const [one, other] = [from + row, otherFrom + column];
    if (row < rows && column < columns && (isLong || isPaired(row, column, gain))) {
      found.push({ baseline: one, target: other });
      row++;
      column++;
    } else if (column === columns || (row < rows && gains[(row + 1) * width + column] === gain)) {
      found.push({ baseline: one });
      row++;
    } else {
      found.push({ target: other });
      column++;
    }
  }
  return found;

  function isPaired(row: number, column: number, gain: number): boolean {
    return score(row, column) + (gains[(row + 1) * width + column + 1] as number) === gain;
  }
}

/** Takes out elements that are missing at one position and extra at another. */
function withoutMoved(
  aligned: readonly Aligned[],
  baseline: readonly number[],
  target: readonly number[],
): Alignment {
  const missing = new Map<number, Aligned[]>();
  for (const each of aligned) {
    if (each.baseline === undefined || each.target !== undefined) continue;
    const shape = baseline[each.baseline] as number;
    const known = missing.get(shape);
    if (known) known.push(each);
    else missing.set(shape, [each]);
  }
  const moved = new Set<Aligned>();
  for (const each of aligned) {
    if (each.target === undefined || each.baseline !== undefined) continue;
    const partner = missing.get(target[each.target] as number)?.pop();
    if (partner) moved.add(partner).add(each);
  }
  return { aligned: aligned.filter((each) => !moved.has(each)), isMoved: moved.size > 0 };
}
