import { type Before, withLeftovers } from '../../analysis/leftovers.ts';
import { groupsOf, type StepGroup } from '../../analysis/step-groups.ts';
import type { Divergence } from '../../analysis/trace/align.ts';
import { withCauses } from '../../analysis/trace/consequences.ts';
import { Locator } from '../../analysis/trace/locate.ts';
import { withNarrowed, withStored } from '../../analysis/trace/narrowed.ts';
import { Counterparts } from '../../analysis/trace/rows/counterparts.ts';
import { Correspondence } from '../../assertions/compare/correspondence.ts';
import { HarnessError, messageOf, tooManyOpen } from '../../errors.ts';
import type { Failure, PerSide, Scenario, ScenarioResult, Side, StepResult } from '../../model.ts';
import { SIDES } from '../../model.ts';
import type { Recorded } from '../../runs/recorder.ts';
import type { Compared } from '../compare/compare-step.ts';
import type { KeptRows, Narrowing } from '../narrowing.ts';
import type { Project } from '../projects/own-project.ts';
import { createProjects, knownPairs, NotPrepared, sharedPairs } from '../projects/scenario-projects.ts';
import { redactError, redactResult } from '../redact/redact-result.ts';
import { Secrets } from '../redact/secrets.ts';
import { ownStrings } from '../resources/deployment-strings.ts';
import { demandLists, lackingFor } from '../resources/lacking.ts';
import { policyDifference } from '../resources/policy.ts';
import type { StepOptions } from '../step/judge.ts';
import { runAtOnce } from '../step/run-at-once.ts';
import { isFailing, runStep } from '../step/run-step.ts';
import { type DoneStep, stepResult } from '../step/step-result.ts';
import { type TracedStep, tracedStep } from '../step/traced-step.ts';
import { builtInVariables } from './built-in-variables.ts';
import { cleanUp } from './cleanup.ts';
import { REAL_CLOCK } from './clock.ts';
import type { Connection } from './connection.ts';
import type { SideState } from './side-state.ts';

export interface ScenarioOptions extends StepOptions {
  readonly connections: PerSide<Connection>;
  /** When the run began, in milliseconds since 1970. */
  readonly runStart: number;
  /** Keep what a failing scenario created, for inspection. */
  readonly keep: boolean;
  /** Absent if statements are not narrowed. */
  readonly narrowing?: Narrowing;
  readonly onDivergence?: OnDivergence;
  /** Called with a kept scenario's projects, because its curl commands need their tokens. */
  readonly onKept: (scenario: Scenario, projects: PerSide<Project>) => void;
}

/**
 * Called with each step that passes although its queries have other results on the target. To find these steps, all
 * queries are compared, which otherwise happens only after a failure. Benchmarks need it.
 */
export type OnDivergence = (scenario: string, step: string, divergence: Divergence) => void;

export interface ScenarioOutcome extends Recorded {
  /** Set if the run must stop. */
  readonly abort?: HarnessError;
}

/**
 * Runs one scenario on both deployments step by step, and evaluates it. Only an error that concerns the whole run stops
 * the run. Any other is a failure of this scenario.
 */
export async function runScenario(scenario: Scenario, options: ScenarioOptions): Promise<ScenarioOutcome> {
  const ends = SIDES.map((side) => options.connections[side].traces.begin());
  const secrets = new Secrets(
    openText(scenario),
    SIDES.map((side) => options.connections[side].secrets),
  );
  for (const [name, value] of Object.entries(scenario.vars)) secrets.addNamed(name, value);
  try {
    const lacking = lackingFor(scenario, options.connections);
    return lacking === undefined
      ? await evaluated(scenario, options, secrets)
      : withoutSteps(scenario, { unavailable: lacking });
  } catch (error) {
    const { result, ...nothing } = withoutSteps(scenario, { failures: [unexpected(error, scenario)] });
    return { result: redactResult(result, secrets), ...nothing };
  } finally {
    for (const end of ends) end();
  }
}

async function evaluated(
  scenario: Scenario,
  options: ScenarioOptions,
  secrets: Secrets,
): Promise<ScenarioOutcome> {
  const { connections, signal } = options;
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const done: DoneStep[] = [];
  const failures: (Failure & { side: Side })[] = [];
  let abort: HarnessError | undefined;
  let kept: KeptRows | undefined;
  let forbidden: string | undefined;
  let own = ownStrings(connections);
  const compared: { -readonly [key in keyof Compared]: Compared[key] } = {
    ...{ correspondence: new Correspondence(), own, started },
  };
  try {
    demandLists(scenario, connections);
    const learn = (secret: string) => secrets.add(secret);
    const projects = await createProjects(scenario, connections, learn, signal);
    own = ownStrings(connections, projects);
    compared.own = own;
    compared.correspondence = new Correspondence([...knownPairs(projects), ...sharedPairs(connections)], {
      together: scenario.together ?? false,
      atOnce: scenario.steps.some(({ atOnce }) => atOnce),
    });
    const states = sideStates(scenario, projects, connections, secrets);
    try {
      for (const group of groupsOf(scenario.steps)) {
        signal.throwIfAborted();
        const some = await runGroup(group, states, compared, options);
        forbidden = areAttached(connections) ? policyIn(some, connections) : undefined;
        if (forbidden) break;
        if (some.some(isFailing) && !done.some(isFailing))
          kept = await options.narrowing?.keep(group[0].service);
        done.push(...some);
      }
    } finally {
      const isCut = done.length < scenario.steps.length && !forbidden;
      const failed = isCut || done.some(isFailing);
      if (options.keep && failed) options.onKept(scenario, projects);
      else failures.push(...(await cleanUp(scenario.cleanup, states, signal)));
    }
  } catch (error) {
    if (error instanceof NotPrepared) failures.push(...error.failures);
    else {
      abort = error instanceof HarnessError ? error : tooManyOpen(error);
      if (!abort) failures.push(unexpected(error, scenario, done.length));
    }
  }
  const counterparts = new Counterparts(compared.correspondence, own);
  const locator = new Locator(
    counterparts,
    connections.target.editedCopies,
    connections.target.areCopiesPristine,
  );
  const { id, file, name, service } = scenario;
  const traced = done.map((each) => tracedStep(each, connections, scenario.steps));
  for (const each of traced) locator.add(each);
  const judged = done.map((each, index) =>
    stepResult(each, {
      connections,
      traced: traced[index] as TracedStep,
      locate: () => locator.locate(index),
      editIn: (names) => locator.editIn(names),
    }),
  );
  const steps = judged.map((each) => each.result);
  if (options.onDivergence)
    for (const [index, step] of done.entries()) {
      // Requests at once may see each other's changes in any order.
      const isCompared = !isFailing(step) && !step.step.atOnce;
      const divergence = isCompared ? locator.locate(index)?.divergence : undefined;
      if (divergence) options.onDivergence(id, step.step.name, divergence);
    }
  // The rows were kept right after the first failing step.
  const first = done.findIndex(isFailing);
  const { question } = judged[first] ?? {};
  const narrowed = kept && (await options.narrowing?.narrow(kept, question));
  if (question && narrowed) {
    const step = steps[first] as StepResult;
    steps[first] = narrowed === 'same' ? withStored(step, question) : withNarrowed(step, question, narrowed);
  }
  const before: Before = {
    ...{ runStart: options.runStart, scenarioEnd: Date.now() },
    shared: { baseline: sharedIds(connections.baseline), target: sharedIds(connections.target) },
  };
  const result: ScenarioResult = {
    id,
    file,
    name,
    service,
    steps: withCauses(steps).map((step) => withLeftovers(step, before)),
    failures,
    unavailable: forbidden,
    brokenOff: (abort && done.length < scenario.steps.length) || undefined,
    startedAt,
    ms: performance.now() - started,
  };
  return {
    result: redactResult(result, secrets),
    requirements: judged.flatMap((each) => each.requirements),
    uses: judged.flatMap((each) => each.uses),
    abort: abort && redactError(abort, secrets),
  };
}

/** Whether one of the deployments has policies of someone else. */
const areAttached = (connections: PerSide<Connection>): boolean =>
  SIDES.some((side) => !connections[side].deployment.managed);

/** How the deployments' policies differ, if the answers to one of the steps show it. */
function policyIn(steps: readonly DoneStep[], { baseline, target }: PerSide<Connection>): string | undefined {
  const names = { baseline: baseline.deployment.name, target: target.deployment.name };
  return steps
    .map(({ performed }) =>
      policyDifference({ baseline: performed.baseline.exchange, target: performed.target.exchange }, names),
    )
    .find((reason) => reason !== undefined);
}

/** The outcome of a scenario without results of its steps. */
function withoutSteps(
  { id, file, name, service }: Scenario,
  why: Partial<Pick<ScenarioResult, 'failures' | 'unavailable'>>,
): ScenarioOutcome {
  const startedAt = new Date().toISOString();
  const nothing = { steps: [], failures: [], startedAt, ms: 0 };
  return { result: { id, file, name, service, ...nothing, ...why }, requirements: [], uses: [] };
}

/** An error that nothing expects. @param index of the step at which it was thrown */
const unexpected = (error: unknown, { steps }: Scenario, index = 0): Failure & { side: Side } => ({
  code: 'INTERNAL',
  message: `a bug in run-scenarios ended this scenario: ${messageOf(error)}`,
  place: steps[index]?.place,
  side: 'target',
});

/** Ids of a deployment's shared resources; undefined if it was empty before the run. */
const sharedIds = ({ deployment }: Connection): ReadonlySet<string> | undefined =>
  deployment.disposable ? undefined : new Set(Object.values(deployment.shared ?? {}));

/** Runs a step, or steps that are sent at once. */
async function runGroup(
  steps: StepGroup,
  states: PerSide<SideState>,
  compared: Compared,
  options: StepOptions,
): Promise<DoneStep[]> {
  const [first] = steps;
  return first.atOnce
    ? runAtOnce(first.atOnce, steps, states, compared, options)
    : [await runStep(first, states, compared, options)];
}

/** Public text of the scenario, in which no secret is hidden. */
const openText = ({ id, file, name, service, steps }: Scenario): string =>
  [id, file, name, service, ...steps.flatMap(({ endpoint, request }) => [endpoint?.path, request.path])].join(
    '\n',
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
