/**
 * Runs an action for each index, yielding after each slice. Engines optimise the loop of a plain function but hardly
 * that of a generator.
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
