/**
 * Does something for each index, in slices after which others may have the processor. Engines optimise the loop of a plain
 * function, and hardly that of a generator.
 */
export function* inSlices(count: number, size: number, action: (index: number) => void): Generator<void> {
  for (let from = 0; from < count; from += size) {
    if (from > 0) yield;
    forEach(from, Math.min(count, from + size), action);
  }
}

function forEach(from: number, to: number, action: (index: number) => void): void {
  for (let index = from; index < to; index++) action(index);
}
