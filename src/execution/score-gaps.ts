import { join } from 'node:path';
import { predict } from '../analysis/coverage/predict.ts';
import { cover, gapName } from '../analysis/gaps/catalogue.ts';
import { scoreGap } from '../analysis/gaps/score.ts';
import { endpointResults } from '../analysis/verdict.ts';
import { backToFirstState, noteFirstState, switchProfile } from '../deployments/rome/switch-profile.ts';
import { HarnessError } from '../errors.ts';
import { type Gap, type GapScore, type Requirement, type ScenarioResult, SERVICES } from '../model.ts';
import { run } from '../runner/run/run.ts';
import { bootNamed } from './boot/boot-named.ts';
import { responseRules } from './response-rules.ts';
import { inventoriesFor, scenariosFor } from './scenarios-for.ts';
import { select } from './select.ts';

export interface ScoreGapsOptions {
  /** Results on a ROME without gaps, including the requirements of steps. */
  readonly seen: readonly ScenarioResult[];
  readonly requirements: readonly Requirement[];
  /** Folders of the scenarios. */
  readonly scenarios: readonly string[];
  /** Each run writes to a subfolder named after its gap. */
  readonly folder: string;
  readonly workers: number;
  /** Of both deployments. */
  readonly release: string;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

const BASELINE = { kind: 'managed', name: 'baseline', backend: 'sql', services: SERVICES } as const;
const TARGET = { kind: 'managed', name: 'gaps', backend: 'rome', services: SERVICES, profile: {} } as const;

/** Scores each gap by running a few scenarios on a ROME with only that gap. Boots nothing without gaps. */
export async function* scoreGaps(gaps: readonly Gap[], options: ScoreGapsOptions): AsyncGenerator<GapScore> {
  if (gaps.length === 0) return;
  const { seen, requirements, folder, workers, release, signal, progress } = options;
  const named = { baseline: { ...BASELINE, release }, target: { ...TARGET, release } };
  const known = inventoriesFor(named);
  const loaded = await scenariosFor(options, named);
  const services = [...new Set(seen.map(({ service }) => service))];
  const booted = await bootNamed(named, services, {
    keep: false,
    probe: true,
    progress,
    signal,
  });
  const { baseline } = booted.deployments;
  try {
    await Promise.all([baseline, booted.deployments.target].map(noteFirstState));
    for (const gap of gaps) {
      signal.throwIfAborted();
      const [target] = await Promise.all([
        switchProfile(booted.deployments.target, { [gap.construct]: gap.mode }, signal),
        backToFirstState(baseline),
      ]);
      const ids = cover(seen, gap.construct);
      const finished = await run(select(loaded, ids), {
        deployments: { baseline, target },
        rootCause: booted.rootCause,
        inventories: known,
        rules: responseRules(known),
        filters: ids,
        folder: join(folder, `${gap.construct}-${gap.mode}`),
        keep: false,
        // A criterion that is always true affects rows of other scenarios, so run one at a time.
        workers: gap.mode === 'always' ? 1 : workers,
        signal,
        onKept: () => {},
        onEvent: () => {},
      });
      signal.throwIfAborted();
      if (finished.abort)
        throw new HarnessError('DEPLOYMENT_DIED', `${gapName(gap)}: ${finished.abort.message}`);
      const endpoints = endpointResults(
        seen.filter(({ id }) => ids.includes(id)),
        known,
      );
      yield scoreGap(gap, finished, predict({ endpoints, requirements }, new Set([gap.construct])));
    }
  } finally {
    await booted.stop();
  }
}
