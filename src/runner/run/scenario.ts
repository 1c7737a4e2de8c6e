import { randomUUID } from 'node:crypto';
import { withCauses } from '../../analysis/trace/consequences.ts';
import { Correspondence } from '../../assertions/compare/correspondence.ts';
import { isAnswer, responseMistakes } from '../../assertions/schema/schema.ts';
import { HarnessError } from '../../errors.ts';
import type {
  Failure,
  Inventories,
  PerSide,
  Scenario,
  ScenarioResult,
  Service,
  Side,
  Step,
  Wait,
} from '../../model.ts';
import { ACTORS, SIDES } from '../../model.ts';
import type { Recorded } from '../../runs/recorder.ts';
import { type Compared, compareStep } from '../compare/compare-step.ts';
import { actorsOf } from '../projects/actors.ts';
import { ownProject, type Project } from '../projects/own-project.ts';
import { builtInVariables } from './built-in-variables.ts';
import { cleanUp } from './cleanup.ts';
import { REAL_CLOCK } from './clock.ts';
import type { Connection } from './connection.ts';
import { perform } from './perform.ts';
import { Secrets } from './redact.ts';
import type { ResponseRules } from './response-rules.ts';
import { newRequestId } from './send.ts';
import type { SideState } from './side-state.ts';
import { type DoneStep, endpointOf, stepResult } from './step-result.ts';

export interface ScenarioOptions {
  readonly connections: PerSide<Connection>;
  readonly inventories: Inventories;
  readonly rules: Readonly<Record<Service, ResponseRules>>;
  readonly signal: AbortSignal;
  /** Leave what a failing scenario made, to look at. */
  readonly keep: boolean;
  /** Told of a kept scenario's projects, whose tokens its curl commands need. */
  readonly onKept: (scenario: Scenario, projects: PerSide<Project>) => void;
}

export interface ScenarioOutcome extends Recorded {
  /** Why the run cannot go on. */
  readonly abort?: HarnessError;
}

/** Runs one scenario on both deployments, step by step side by side, and judges it. */
export async function runScenario(scenario: Scenario, options: ScenarioOptions): Promise<ScenarioOutcome> {
  const { connections, signal } = options;
  const secrets = new Secrets();
  const started = performance.now();
  const done: DoneStep[] = [];
  const failures: (Failure & { side: Side })[] = [];
  let abort: HarnessError | undefined;
  let projects: PerSide<Project> | undefined;
  let correspondence = new Correspondence();
  try {
    projects = await createProjects(scenario, connections);
    for (const side of SIDES) {
      secrets.add(connections[side].deployment.credentials.password);
      for (const token of Object.values(projects[side].tokens)) secrets.add(token);
    }
    correspondence = new Correspondence([...knownPairs(projects), ...sharedPairs(connections)]);
    const own = { baseline: connections.baseline.own, target: connections.target.own };
    const compared = { correspondence, own, started };
    const states = sideStates(scenario, projects, connections, secrets);
    try {
      for (const step of scenario.steps) {
        signal.throwIfAborted();
        done.push(await runStep(step, states, compared, options));
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
  const judged = done.map((each) => stepResult(each, { connections, correspondence, steps: scenario.steps }));
  const { id, file, name, service } = scenario;
  const result: ScenarioResult = {
    id,
    file,
    name,
    service,
    steps: withCauses(judged.map((each) => each.result)),
    failures,
    ms: performance.now() - started,
  };
  return {
    result: secrets.redact(result),
    requirements: judged.flatMap((each) => each.requirements),
    uses: judged.flatMap((each) => each.uses),
    ...(abort ? { abort } : {}),
  };
}

async function runStep(
  step: Step,
  states: PerSide<SideState>,
  compared: Compared,
  { rules, inventories, signal }: ScenarioOptions,
): Promise<DoneStep> {
  const requestId = newRequestId();
  let reached: Wait | undefined;
  const lead = async () => {
    const performed = await perform(step, states.baseline, requestId, signal);
    if (performed.failures.length === 0) reached = performed.wait;
    return performed;
  };
  const [baseline, target] = await Promise.all([
    lead(),
    perform(step, states.target, requestId, signal, () => reached),
  ]);
  const performed = { baseline, target };
  const base = (side: Side) => states[side].project.urls[step.service] ?? '';
  const bases = { baseline: base('baseline'), target: base('target') };
  const endpoint = endpointOf(step, performed, inventories[step.service], bases);
  const checked = await Promise.all(
    SIDES.map(async (side) => {
      const response = performed[side].exchange?.response;
      if (!response) return { answered: false };
      const rule = await rules[step.service].rule(endpoint, response, states[side].connection);
      const answered = isAnswer(rule, response);
      if (!rule) return { answered };
      const schema = typeof rule === 'object' && 'schema' in rule ? rule.schema : undefined;
      return {
        answered,
        schema,
        mistakes: responseMistakes(rule, response).map((message) => ({ side, message })),
      };
    }),
  );
  const answered = checked.every((each) => each.answered);
  const exchanges = baseline.exchange &&
    target.exchange && { baseline: baseline.exchange, target: target.exchange };
  const differences = exchanges ? await compareStep(step, exchanges, compared, checked[0]?.schema) : [];
  return { step, endpoint, performed, differences, answered, mistakes: checked.map((each) => each.mistakes) };
}

const isFailing = ({ performed, differences, mistakes }: DoneStep): boolean =>
  differences.length > 0 ||
  mistakes.some((found) => found && found.length > 0) ||
  [performed.baseline, performed.target].some(
    ({ failures, lacking }) => failures.length + lacking.length > 0,
  );

function sideStates(
  scenario: Scenario,
  projects: PerSide<Project>,
  connections: PerSide<Connection>,
  secrets: Secrets,
): PerSide<SideState> {
  const { baseline, target } = connections;
  const shared = { baseline: baseline.deployment.shared, target: target.deployment.shared };
  const variables = builtInVariables(projects, shared);
  const state = (side: Side): SideState => ({
    connection: connections[side],
    project: projects[side],
    variables: new Map([...variables[side], ...Object.entries(scenario.vars)]),
    secrets,
    clock: REAL_CLOCK,
  });
  return { baseline: state('baseline'), target: state('target') };
}

async function createProjects(
  scenario: Scenario,
  connections: PerSide<Connection>,
): Promise<PerSide<Project>> {
  const actors = actorsOf(scenario);
  // Names of their own: both sides may be one Keystone's.
  const [baseline, target] = await Promise.allSettled([
    ownProject(connections.baseline, `run-scenarios-${randomUUID()}`, actors),
    ownProject(connections.target, `run-scenarios-${randomUUID()}`, actors),
  ]);
  if (baseline.status === 'fulfilled' && target.status === 'fulfilled')
    return { baseline: baseline.value, target: target.value };
  const made = [baseline, target].flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  await Promise.all(made.map((project) => project.remove()));
  throw [baseline, target].flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))[0];
}

/** What both deployments have from the start, in pairs. */
const sharedPairs = ({ baseline, target }: PerSide<Connection>): [string, string][] =>
  Object.entries(baseline.deployment.shared ?? {}).flatMap(([name, id]): [string, string][] => {
    const other = target.deployment.shared?.[name];
    return other === undefined ? [] : [[id, other]];
  });

/** What Keystone made for this scenario, in pairs. */
const knownPairs = ({ baseline, target }: PerSide<Project>): [string, string][] =>
  [
    [baseline.id, target.id] as const,
    [baseline.otherId, target.otherId] as const,
    ...ACTORS.map((actor) => [baseline.userIds[actor], target.userIds[actor]] as const),
  ].flatMap(([one, other]) => (one && other ? [[one, other]] : []));
