/** Indexes of two corresponding elements, or of one that the other side does not have. */
export interface Aligned {
  readonly baseline?: number;
  readonly target?: number;
}

/**
 * Aligns the elements of two sequences by their shapes. A common start and end is skipped, so that one extra element
 * does not make all later ones differ. Returns `permuted` if both have the same elements in another order.
 */
export function alignedSequences(
  baseline: readonly number[],
  target: readonly number[],
): Aligned[] | 'permuted' {
  const shorter = Math.min(baseline.length, target.length);
  let start = 0;
  while (start < shorter && baseline[start] === target[start]) start++;
  let end = 0;
  while (end < shorter - start && baseline.at(-1 - end) === target.at(-1 - end)) end++;
  const left = baseline.slice(start, baseline.length - end);
  const right = target.slice(start, target.length - end);
  if (left.length > 0 && left.length === right.length && isPermutation(left, right)) return 'permuted';
  const common = start + Math.min(left.length, right.length);
  const indexes = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
  return [
    ...indexes(0, common).map((index) => ({ baseline: index, target: index })),
    ...indexes(common, start + left.length).map((index) => ({ baseline: index })),
    ...indexes(common, start + right.length).map((index) => ({ target: index })),
    ...indexes(0, end).map((index) => ({
      baseline: baseline.length - end + index,
      target: target.length - end + index,
    })),
  ];
}

const isPermutation = (a: readonly number[], b: readonly number[]): boolean => {
  const [left, right] = [[...a].sort((x, y) => x - y), [...b].sort((x, y) => x - y)];
  return left.every((shape, index) => shape === right[index]);
};
