import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, cover, reachedBy } from '../assertions/gaps/catalogue.ts';
import { scoreCatalogue, scoreGap } from '../assertions/gaps/score.ts';
import { predict } from '../assertions/predict.ts';
import { endpointResults } from '../assertions/verdict.ts';
import type { Named } from '../config/config.ts';
import { inventories } from '../config/inventories.ts';
import { completeRun, readRunFile } from '../config/run-files.ts';
import { backToFirstState, noteFirstState, switchProfile } from '../deployments/switch-profile.ts';
import { profileWays } from '../deployments/ways.ts';
import { HarnessError } from '../errors.ts';
import { type Gap, type GapScore, SERVICES, type Service } from '../model.ts';
import { gapLine, gapsMarkdown, gapsText } from '../reporters/gaps.ts';
import { loadScenarios } from '../runner/load/load.ts';
import { run } from '../runner/run/run.ts';
import { bootNamed } from './boot-named.ts';
import { EXIT } from './exit-codes.ts';
import { responseRules } from './response-rules.ts';
import { select } from './select.ts';

export interface GapsCommand {
  readonly way?: string;
  /** Scenarios of this one alone. */
  readonly service?: Service;
  /** A complete run.json on ROME, which tells what each scenario needs. */
  readonly run?: string;
  readonly scenarios: string;
  readonly output: string;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  readonly progress: (line: string) => void;
}

const BASELINE: Named = { kind: 'managed', name: 'baseline', backend: 'sql', services: SERVICES };
const TARGET: Named = { kind: 'managed', name: 'gaps', backend: 'rome', services: SERVICES, profile: {} };

/** `run-scenarios gaps [construct…]`: withholds one construct at a time, each in every way, and scores what is reported. */
export async function gaps(constructs: readonly string[], command: GapsCommand): Promise<number> {
  const { signal, progress, print, output, workers } = command;
  const known = inventories();
  const loaded = await loadScenarios(command.scenarios, known);
  const whole = command.run ? readRunFile(command.run) : completeRun(output);
  const scenarios = whole.scenarios.filter(
    ({ service }) => command.service === undefined || service === command.service,
  );
  if (scenarios.length === 0) {
    throw new HarnessError('NOTHING_SELECTED', `The run has no scenario of ${command.service}`, {
      fix: 'Name another with --run, or make one: run-scenarios --target rome',
    });
  }
  const chosen = catalogue(reachedBy(scenarios, whole.requirements), await profileWays()).filter(
    ({ construct, way }) =>
      (constructs.length === 0 || constructs.includes(construct)) &&
      (command.way === undefined || command.way === way),
  );
  if (chosen.length === 0) {
    throw new HarnessError(
      'NOTHING_SELECTED',
      `No gap is of ${[...constructs, command.way ?? ''].join(' ').trim()}`,
      {
        fix: '`run-scenarios coverage --by db-api` lists the constructs.',
      },
    );
  }
  const folder = join(output, `${new Date().toISOString().replace(/[:.]/g, '-')}-gaps`);
  const options = { keep: false, probe: true, progress, signal };
  const services = [...new Set(scenarios.map(({ service }) => service))];
  const booted = await bootNamed({ baseline: BASELINE, target: TARGET }, services, options);
  await Promise.all([booted.deployments.baseline, booted.deployments.target].map(noteFirstState));
  const scores: GapScore[] = [];
  const under = async (gap: Gap): Promise<GapScore> => {
    const profile = { [gap.construct]: gap.way };
    const [target] = await Promise.all([
      switchProfile(booted.deployments.target, profile, signal),
      backToFirstState(booted.deployments.baseline),
    ]);
    const ids = cover(scenarios, gap.construct);
    const finished = await run(select(loaded, ids), {
      deployments: { ...booted.deployments, target },
      rootCause: booted.rootCause,
      inventories: known,
      rules: responseRules(known),
      filters: ids,
      folder: join(folder, `${gap.construct}-${gap.way}`),
      // A criterion that always holds reaches the rows of other scenarios, so none may run beside.
      ...{
        keep: false,
        workers: gap.way === 'always' ? 1 : workers,
        signal,
        onKept: () => {},
        onEvent: () => {},
      },
    });
    if (finished.abort)
      throw new HarnessError('DEPLOYMENT_DIED', `${gap.construct} ${gap.way}: ${finished.abort.message}`);
    const covering = scenarios.filter(({ id }) => ids.includes(id));
    const before = { endpoints: endpointResults(covering, known), requirements: whole.requirements };
    return scoreGap(gap, finished, predict(before, new Set([gap.construct])));
  };
  try {
    for (const gap of chosen) {
      signal.throwIfAborted();
      const score = await under(gap);
      scores.push(score);
      progress(`${scores.length}/${chosen.length} ${gapLine(score)}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'gaps.json'), `${JSON.stringify({ version: 1, scores }, null, 1)}\n`);
    }
  } finally {
    await booted.stop();
  }
  const total = scoreCatalogue(scores);
  writeFileSync(join(folder, 'gaps.md'), gapsMarkdown(scores, total));
  print(gapsText(scores, total));
  return total.recall === 1 ? EXIT.identical : EXIT.different;
}
