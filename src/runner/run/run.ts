import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { isFailed } from '../../analysis/verdict.ts';
import { HarnessError, messageOf } from '../../errors.ts';
import type {
  AnswerLimits,
  Deployment,
  Inventories,
  PerSide,
  RunEvent,
  RunFile,
  Scenario,
  Service,
  Shard,
} from '../../model.ts';
import { Recorder } from '../../runs/recorder.ts';
import type { Narrowing } from '../narrowing.ts';
import type { Project } from '../projects/own-project.ts';
import { redactError } from '../redact/redact-result.ts';
import { Secrets } from '../redact/secrets.ts';
import { lackingFor } from '../resources/lacking.ts';
import { closeBoth, connectBoth, sameServices } from './connect-both.ts';
import type { Connection } from './connection.ts';
import { lockGroups } from './lock-groups.ts';
import type { ResponseRules } from './response-rules.ts';
import { type OnDivergence, runScenario } from './scenario.ts';
import { useLessMemory } from './use-less-memory.ts';

export interface RunOptions {
  readonly deployments: PerSide<Deployment>;
  readonly inventories: Inventories;
  /** Version of each service on the baseline, if its release is not the target's. */
  readonly baselineReleases?: RunFile['baselineReleases'];
  readonly rules: Readonly<Record<Service, ResponseRules>>;
  readonly filters: readonly string[];
  /** Digest of everything that can change a verdict, for the history. */
  readonly digest?: string;
  /** The shard of the run that these scenarios form. */
  readonly shard?: Shard;
  /** When an earlier run first found a missing query, by query id. */
  readonly seen?: ReadonlyMap<string, string>;
  /** Limits of an answer that differ from the defaults. */
  readonly limits?: Partial<AnswerLimits>;
  /** Number of scenarios that run in parallel. */
  readonly workers: number;
  /** The run's own folder, for run.json. */
  readonly folder: string;
  readonly keep: boolean;
  /** Absent if statements are not narrowed. */
  readonly narrowing?: Narrowing;
  /** Number of failed scenarios after which no new one starts. */
  readonly maxFailures?: number;
  readonly onKept: (scenario: Scenario, projects: PerSide<Project>) => void;
  /** Aborted with a HarnessError when the run must stop: on a signal, or when a deployment exits. */
  readonly signal: AbortSignal;
  /** Finds the cause of an interruption: a request may fail before the exit of its service is noticed. */
  readonly rootCause: (error: HarnessError) => Promise<HarnessError>;
  readonly onEvent: (event: RunEvent) => void;
  readonly onDivergence?: OnDivergence;
}

/**
 * Runs scenarios on both deployments. The run file always contains all results so far.
 * @throws HarnessError if a deployment is unreachable or the run file cannot be written
 */
export async function run(scenarios: readonly Scenario[], options: RunOptions): Promise<RunFile> {
  const { deployments, inventories, folder, onEvent } = options;
  useLessMemory();
  const services = [...new Set(scenarios.map(({ service }) => service))];
  const connections = await connectBoth(deployments, scenarios, services, options);
  try {
    demandResources(scenarios, connections);
    const secrets = new Secrets('', [connections.baseline.secrets, connections.target.secrets]);
    const head = {
      id: randomUUID(),
      startedAt: new Date().toISOString(),
      baseline: deployments.baseline.name,
      target: deployments.target.name,
      ...(options.baselineReleases ? { baselineReleases: options.baselineReleases } : {}),
      filters: options.filters,
      digest: options.digest,
      shard: options.shard,
      planned: scenarios.length,
      unavailable: [...unavailable(deployments), ...sameServices(connections, services)],
    };
    // Count only endpoints of services that this run's scenarios use.
    const counted = Object.fromEntries(services.map((service) => [service, inventories[service]]));
    const recorder = new Recorder(folder, head, counted, options.seen);
    onEvent({ kind: 'started', run: recorder.soFar });
    const broken = await runAll(scenarios, connections, recorder, options);
    const abort = broken && redactError(await options.rootCause(broken), secrets);
    const waiting = connections.baseline.http.waiting + connections.target.http.waiting;
    const finished = recorder.finish(abort ? 'aborted' : 'finished', waiting, {
      abort: abort?.failure,
      ...(abort ? { notRun: notRun(scenarios, recorder.soFar) } : {}),
      unavailable: [...head.unavailable, ...lostEvents(connections).map((reason) => secrets.text(reason))],
    });
    onEvent({ kind: 'finished', run: finished });
    return finished;
  } finally {
    await closeBoth(connections);
  }
}

function notRun(planned: readonly Scenario[], { scenarios }: RunFile): readonly string[] {
  const ran = new Set(scenarios.map(({ id }) => id));
  return planned.map(({ id }) => id).filter((id) => !ran.has(id));
}

/** @throws HarnessError NOTHING_SELECTED if the deployments lack something for every scenario */
function demandResources(scenarios: readonly Scenario[], connections: PerSide<Connection>): void {
  const lacking = scenarios.map((scenario) => lackingFor(scenario, connections));
  if (lacking.length === 0 || lacking.includes(undefined)) return;
  throw new HarnessError('NOTHING_SELECTED', `No scenario can run: ${[...new Set(lacking)].join('; ')}`, {
    fix: 'Create it on the deployment, or name it under `shared:` in run-scenarios.yaml.',
  });
}

/** Lists what cannot be observed without the probe. */
function unavailable({ baseline, target }: PerSide<Deployment>): string[] {
  const lacking: string[] = [];
  if (!baseline.probe) lacking.push(`requirements: ${baseline.name} has no probe`);
  if (target.backend !== 'sql' && !target.probe) {
    const known = target.logs ? 'only refusals in its logs are seen' : 'and no logs are configured';
    lacking.push(`missing queries: ${target.name} has no probe, ${known}`);
  }
  if (target.survey?.failed !== undefined)
    lacking.push(`survey: it failed on the ROME of ${target.name}: ${target.survey.failed}`);
  return lacking;
}

/** Reports lost trace events. Without this line, an incomplete run would look complete. */
const lostEvents = (connections: PerSide<Connection>): string[] =>
  Object.values(connections).flatMap(({ deployment, traces }) =>
    traces.lost().map((reason) => `trace events of ${deployment.name}: ${reason}`),
  );

/** Runs all scenarios. Resolves with an error if the run was interrupted. */
async function runAll(
  scenarios: readonly Scenario[],
  connections: PerSide<Connection>,
  recorder: Recorder,
  options: RunOptions,
): Promise<HarnessError | undefined> {
  const { maxFailures = Number.POSITIVE_INFINITY } = options;
  let failed = 0;
  let done = 0;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, options.signal]);
  // Every pending request adds a listener.
  setMaxListeners(0, signal);
  const runOne = async (scenario: Scenario): Promise<void> => {
    if (signal.aborted || failed >= maxFailures) return;
    options.onEvent({ kind: 'scenario-started', id: scenario.id });
    try {
      const { abort, ...outcome } = await runScenario(scenario, {
        ...options,
        connections,
        runStart: recorder.startedAt,
        signal,
      });
      recorder.add(outcome);
      done++;
      if (isFailed(outcome.result)) failed++;
      options.onEvent({ kind: 'scenario-finished', result: outcome.result });
      if (abort) stop.abort(abort);
    } catch (error) {
      stop.abort(error);
    }
  };
  const limit = pLimit(options.workers);
  const shared = scenarios.filter(({ exclusive }) => !exclusive);
  const runGroup = async (group: readonly Scenario[]): Promise<void> => {
    for (const scenario of group) await runOne(scenario);
  };
  await Promise.all(lockGroups(shared).map((group) => limit(runGroup, group)));
  for (const scenario of scenarios.filter(({ exclusive }) => exclusive)) await runOne(scenario);
  if (signal.aborted) return abortReason(signal);
  return done < scenarios.length
    ? new HarnessError(
        'TOO_MANY_FAILURES',
        `Stopped early: ${failed} ${failed === 1 ? 'scenario' : 'scenarios'} failed`,
        {
          fix: `Run again without --bail or --max-failures to include the other ${scenarios.length - done}.`,
        },
      )
    : undefined;
}

const abortReason = ({ reason }: AbortSignal): HarnessError =>
  reason instanceof HarnessError
    ? reason
    : new HarnessError('INTERNAL', messageOf(reason), { cause: reason });
