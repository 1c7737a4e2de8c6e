import { HarnessErrors } from '../../errors.ts';
import type { Failure, ReleaseRange, Scenario } from '../../model.ts';

/** A scenario file as read. With mistakes, it contains what could be read. */
export interface Loaded {
  /** Path below the scenario folder, without the extension. */
  readonly id: string;
  readonly file: string;
  /** Absent if nothing could be read. */
  readonly scenario?: Scenario;
  /** The file's range of releases, if it excludes the deployments' release. Then it is skipped. */
  readonly releases?: ReleaseRange;
  readonly mistakes: readonly Failure[];
}

/** The scenarios of these files. @throws HarnessErrors with the mistakes of all files, if there are any */
export function withoutMistakes(files: readonly Loaded[]): readonly Scenario[] {
  const failures = files.flatMap(({ mistakes }) => mistakes);
  if (failures.length > 0) throw new HarnessErrors('SCENARIO_INVALID', unique(failures));
  return files.flatMap(({ scenario }) => scenario ?? []);
}

/** Removes duplicates: a mistake in a setup is found for every file that uses it. */
const unique = (failures: readonly Failure[]): Failure[] => [
  ...new Map(failures.map((failure) => [JSON.stringify([failure.place, failure.message]), failure])).values(),
];
