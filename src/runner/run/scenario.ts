import { randomUUID } from 'node:crypto';
import { Correspondence } from '../../assertions/compare/correspondence.ts';
import { compareResponses } from '../../assertions/compare/response.ts';
import { references } from '../../assertions/variables.ts';
import { HarnessError } from '../../errors.ts';
import type {
  Actor,
  Failure,
  Inventories,
  PerSide,
  Scenario,
  ScenarioResult,
  Side,
  Step,
} from '../../model.ts';
import { builtInVariables } from './built-in-variables.ts';
import { cleanUp } from './cleanup.ts';
import type { Connection } from './connection.ts';
import { newRequestId, perform, type SideState } from './perform.ts';
import { createProject, type Project } from './project.ts';
import type { Secrets } from './redact.ts';
import { type DoneStep, stepResult } from './step-result.ts';

export interface ScenarioOptions {
  readonly connections: PerSide<Connection>;
  readonly inventories: Inventories;
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
  /** Leave what a failing scenario made, to look at. */
  readonly keep: boolean;
  /** Told of a kept scenario's projects, whose tokens its curl commands need. */
  readonly onKept: (scenario: Scenario, projects: PerSide<Project>) => void;
}

export interface ScenarioOutcome {
  readonly result: ScenarioResult;
  /** Why the run cannot go on. */
  readonly abort?: HarnessError;
}

/** Runs one scenario on both deployments, step by step side by side, and judges it. */
export async function runScenario(scenario: Scenario, options: ScenarioOptions): Promise<ScenarioOutcome> {
  const { connections, secrets, signal } = options;
  const started = performance.now();
  const done: DoneStep[] = [];
  const failures: (Failure & { side: Side })[] = [];
  let abort: HarnessError | undefined;
  let projects: PerSide<Project> | undefined;
  let correspondence = new Correspondence();
  try {
    projects = await createProjects(scenario, connections);
    for (const project of [projects.baseline, projects.target])
      for (const token of Object.values(project.tokens)) secrets.add(token);
    correspondence = new Correspondence(knownPairs(projects));
    const states = sideStates(scenario, projects, options);
    try {
      for (const step of scenario.steps) {
        signal.throwIfAborted();
        done.push(await runStep(step, states, correspondence, signal));
      }
    } finally {
      const failed = done.length < scenario.steps.length || done.some(isFailing);
      if (options.keep && failed) options.onKept(scenario, projects);
      else failures.push(...(await cleanUp(scenario.cleanup, states)));
    }
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    abort = error;
  }
  const steps = done.map((each) =>
    stepResult(each, {
      connections,
      inventory: options.inventories[scenario.service],
      correspondence,
      steps: scenario.steps,
    }),
  );
  const { id, file, name, service } = scenario;
  const result: ScenarioResult = {
    id,
    file,
    name,
    service,
    steps,
    failures,
    ms: performance.now() - started,
  };
  return { result: secrets.redact(result), ...(abort ? { abort } : {}) };
}

async function runStep(
  step: Step,
  states: PerSide<SideState>,
  correspondence: Correspondence,
  signal: AbortSignal,
): Promise<DoneStep> {
  const requestId = newRequestId();
  const [baseline, target] = await Promise.all([
    perform(step, states.baseline, requestId, signal),
    perform(step, states.target, requestId, signal),
  ]);
  const differences =
    baseline.exchange && target.exchange
      ? compareResponses(baseline.exchange.response, target.exchange.response, {
          correspondence,
          own: { baseline: states.baseline.connection.own, target: states.target.connection.own },
          path: baseline.exchange.url,
          ...(step.compare ? { compare: step.compare } : {}),
        })
      : [];
  return { step, performed: { baseline, target }, differences };
}

const isFailing = ({ performed, differences }: DoneStep): boolean =>
  differences.length > 0 ||
  [performed.baseline, performed.target].some(
    ({ failures, lacking }) => failures.length + lacking.length > 0,
  );

function sideStates(
  scenario: Scenario,
  projects: PerSide<Project>,
  options: ScenarioOptions,
): PerSide<SideState> {
  const variables = builtInVariables(projects);
  const state = (side: Side): SideState => ({
    connection: options.connections[side],
    project: projects[side],
    variables: new Map([...variables[side], ...Object.entries(scenario.vars)]),
    secrets: options.secrets,
  });
  return { baseline: state('baseline'), target: state('target') };
}

async function createProjects(
  scenario: Scenario,
  connections: PerSide<Connection>,
): Promise<PerSide<Project>> {
  const all = [...scenario.steps, ...scenario.cleanup];
  const actors = new Set<Actor>(all.map((step) => step.as));
  if (all.some((step) => references(step).some((name) => name.startsWith('other_')))) actors.add('other');
  // Names of their own: both sides may be one Keystone's.
  const [baseline, target] = await Promise.allSettled([
    createProject(connections.baseline.keystone, `run-scenarios-${randomUUID()}`, actors),
    createProject(connections.target.keystone, `run-scenarios-${randomUUID()}`, actors),
  ]);
  if (baseline.status === 'fulfilled' && target.status === 'fulfilled')
    return { baseline: baseline.value, target: target.value };
  const made = [baseline, target].flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  await Promise.all(made.map((project) => project.remove()));
  throw [baseline, target].flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))[0];
}

/** What Keystone made for this scenario, in pairs. */
const knownPairs = ({ baseline, target }: PerSide<Project>): [string, string][] =>
  (['id', 'otherId', 'userId', 'otherUserId'] as const)
    .map((key): [string, string] => [baseline[key], target[key]])
    .filter(([id]) => id !== '');
