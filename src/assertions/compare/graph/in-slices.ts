/** Runs an action for each slice of the numbers below `count`, yielding between two slices. The action loops itself. */
export function* inSlices(
  count: number,
  size: number,
  action: (from: number, to: number) => void,
): Generator<void> {
  for (let from = 0; from < count; from += size) {
    if (from > 0) yield;
    action(from, Math.min(count, from + size));
  }
}
