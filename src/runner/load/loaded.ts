import { HarnessErrors } from '../../errors.ts';
import type { Failure, ReleaseRange, Scenario } from '../../model.ts';

/** A scenario file as it was read: all of it, or with mistakes what could be read. */
export interface Loaded {
  /** Path below the scenario folder without its ending. */
  readonly id: string;
  readonly file: string;
  /** Absent when nothing of it could be read. */
  readonly scenario?: Scenario;
  /** Its releases, where it is not for those of the deployments: it is not run. */
  readonly releases?: ReleaseRange;
  readonly mistakes: readonly Failure[];
}

/** The scenarios of these files. @throws HarnessErrors with the mistakes of all, when there are any */
export function withoutMistakes(files: readonly Loaded[]): readonly Scenario[] {
  const failures = files.flatMap(({ mistakes }) => mistakes);
  if (failures.length > 0) throw new HarnessErrors('SCENARIO_INVALID', unique(failures));
  return files.flatMap(({ scenario }) => scenario ?? []);
}

/** A mistake in a setup is found once for every file that uses it. */
const unique = (failures: readonly Failure[]): Failure[] => [
  ...new Map(failures.map((failure) => [JSON.stringify([failure.place, failure.message]), failure])).values(),
];
