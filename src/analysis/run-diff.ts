import { isComplete, type RunFile, type Timing } from '../model.ts';
import { changesSince, summaryOf, timingsOf } from './history.ts';
import { type FailedStep, failuresOf } from './known.ts';
import { withOnly } from './verdict.ts';

/** Differences between two runs: endpoints, steps, missing queries, times and scenarios. */
export interface RunDiff {
  readonly broke: readonly EndpointChange[];
  readonly fixed: readonly EndpointChange[];
  /** Steps that fail only in the later run, and only in the earlier run. Scenarios in both runs count. */
  readonly failing: readonly FailedStep[];
  readonly passing: readonly FailedStep[];
  /** Ids of missing queries. */
  readonly appeared: readonly string[];
  readonly solved: readonly string[];
  /** Endpoints whose time grew far more on the target than on the baseline, worst first. */
  readonly slower: readonly Slower[];
  /** Scenarios that only one of the runs has, although the other is complete. */
  readonly gone: readonly string[];
  readonly added: readonly string[];
  /** How many scenarios of the earlier run the later one left out, because it was filtered, sharded or interrupted. */
  readonly notRun: number;
}

export interface EndpointChange {
  readonly endpoint: string;
  readonly from?: string;
  readonly to: string;
}

export interface Slower {
  readonly endpoint: string;
  /** Median milliseconds on the target. */
  readonly before: number;
  readonly now: number;
}

/** An endpoint counts as slower from this factor and this many milliseconds on. */
const SLOWER = { times: 1.5, ms: 20 };

/** If a run was filtered, sharded or interrupted, only scenarios in both runs are compared. */
export function runDiff(earlier: RunFile, later: RunFile): RunDiff {
  const idsBefore = idsIn(earlier);
  const idsNow = idsIn(later);
  const areComplete = isComplete(earlier) && isComplete(later);
  const before = areComplete ? earlier : withOnly(earlier, (id) => idsNow.has(id));
  const now = areComplete ? later : withOnly(later, (id) => idsBefore.has(id));
  const { verdicts, appeared, solved } = changesSince(summaryOf(before), summaryOf(now));
  const [failed, fails] = [failuresOf(before), failuresOf(now)];
  const only = (of: ReadonlyMap<string, readonly string[]>, other: ReadonlyMap<string, readonly string[]>) =>
    [...of].flatMap(([scenario, steps]) => {
      const known = other.get(scenario);
      return known ? steps.filter((step) => !known.includes(step)).map((step) => ({ scenario, step })) : [];
    });
  const left = [...idsBefore].filter((id) => !idsNow.has(id));
  const added = [...idsNow].filter((id) => !idsBefore.has(id));
  return {
    broke: verdicts.filter(({ better }) => !better),
    fixed: verdicts.filter(({ better }) => better),
    failing: only(fails, failed),
    passing: only(failed, fails),
    appeared,
    solved,
    slower: slowerIn(timingsOf(before), timingsOf(now)),
    gone: isComplete(later) ? left : [],
    added: isComplete(earlier) ? added : [],
    notRun: isComplete(later) ? 0 : left.length,
  };
}

const idsIn = ({ scenarios }: RunFile): ReadonlySet<string> => new Set(scenarios.map(({ id }) => id));

/** Scales times by each run's baseline, so that a slower machine does not count. */
function slowerIn(before: readonly Timing[], now: readonly Timing[]): Slower[] {
  const known = new Map(before.map((each) => [`${each.service} ${each.endpoint}`, each]));
  return now
    .flatMap((timing) => {
      const old = known.get(`${timing.service} ${timing.endpoint}`);
      if (!old) return [];
      const pace = old.median.baseline > 0 ? timing.median.baseline / old.median.baseline : 1;
      const expected = old.median.target * Math.max(1, pace);
      const slower =
        timing.median.target > SLOWER.times * expected && timing.median.target - expected > SLOWER.ms;
      return slower
        ? [{ endpoint: timing.endpoint, before: old.median.target, now: timing.median.target }]
        : [];
    })
    .sort((a, b) => b.now / b.before - a.now / a.before);
}
