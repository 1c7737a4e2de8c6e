/** Two ids at the same position. */
export interface Vote {
  readonly baseline: number;
  readonly target: number;
  /** Index of the difference to report if the two ids are not paired. */
  readonly place: number;
}

/** Chooses one-to-one pairs by the number of votes. On a tie, the earlier pair wins. */
export function elected(votes: readonly Vote[]): Map<number, number> {
  const counts = new Map<string, { vote: Vote; count: number }>();
  for (const vote of votes) {
    const key = `${vote.baseline} ${vote.target}`;
    const known = counts.get(key) ?? { vote, count: 0 };
    known.count++;
    counts.set(key, known);
  }
  const targets = new Map<number, number>();
  const taken = new Set<number>();
  for (const { vote } of [...counts.values()].sort((a, b) => b.count - a.count)) {
    if (targets.has(vote.baseline) || taken.has(vote.target)) continue;
    targets.set(vote.baseline, vote.target);
    taken.add(vote.target);
  }
  return targets;
}
