import type { Gap, Requirement, ScenarioResult } from '../../model.ts';

/** Maps a failure mode to the constructs that can fail in that way; null means every construct. */
export type FailureModes = Readonly<Record<string, readonly string[] | null>>;

export const gapName = ({ construct, mode }: Gap): string => `${construct} ${mode}`;

/** Combines every construct that endpoints need with every failure mode that applies to it. */
export function catalogue(requirements: readonly Requirement[], modes: FailureModes): Gap[] {
  const constructs = [...new Set(requirements.map(({ construct }) => construct))].sort();
  return constructs.flatMap((construct) =>
    Object.entries(modes)
      .filter(([, bearers]) => bearers === null || bearers.includes(construct))
      .map(([mode]) => ({ construct, mode })),
  );
}

/** Requirements that the steps of these scenarios reach. */
export function reachedBy(
  scenarios: readonly ScenarioResult[],
  requirements: readonly Requirement[],
): Requirement[] {
  const reached = new Set(scenarios.flatMap(({ steps }) => steps.flatMap((step) => step.requirements)));
  return requirements.filter(({ id }) => reached.has(id));
}

/**
 * A few quick scenarios that together reach every requirement of a construct. Greedy: picks the one that reaches most
 * per millisecond.
 */
export function cover(scenarios: readonly ScenarioResult[], construct: string): string[] {
  const suffix = ` ${construct}`;
  const reaching: readonly Reaching[] = scenarios.map(({ id, ms, steps }) => ({
    id,
    ms: Math.max(ms, 1),
    reaches: new Set(
      steps.flatMap(({ requirements }) => requirements.filter((each) => each.endsWith(suffix))),
    ),
  }));
  const chosen: string[] = [];
  const reached = new Set<string>();
  for (;;) {
    const gain = ({ ms, reaches }: Reaching): number =>
      [...reaches].filter((each) => !reached.has(each)).length / ms;
    const best = reaching.reduce<Reaching | undefined>(
      (known, each) => (gain(each) > (known ? gain(known) : 0) ? each : known),
      undefined,
    );
    if (!best) return chosen.sort();
    chosen.push(best.id);
    for (const each of best.reaches) reached.add(each);
  }
}

interface Reaching {
  readonly id: string;
  readonly ms: number;
  /** Ids of requirements. */
  readonly reaches: ReadonlySet<string>;
}
