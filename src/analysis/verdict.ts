import { endpointName } from '../assertions/endpoint.ts';
import type {
  EndpointResult,
  Inventory,
  MissingQuery,
  RunFile,
  ScenarioResult,
  Service,
  StepResult,
  Verdict,
} from '../model.ts';
import { agrees, byText, SERVICES } from '../model.ts';
import { costOf } from './cost.ts';
import { facetOf, levelsOf } from './coverage/coverage.ts';

/** The verdict of one step on its endpoint. */
export function stepVerdict(step: {
  readonly blocked: boolean;
  /** HTTP statuses of the baseline and the target; undefined if there was no answer. */
  readonly statuses: readonly (number | undefined)[];
  readonly differs: boolean;
  /** The target refused a query, even if the service handled the error. */
  readonly refused: boolean;
  /** The endpoint needs a component that the deployments lack. */
  readonly unavailable: boolean;
}): Verdict {
  if (step.blocked) return 'blocked';
  if (step.refused) return 'refused';
  const [baseline, target] = step.statuses;
  if (step.differs || baseline === undefined || target === undefined) return 'differs';
  if (step.unavailable) return 'unavailable';
  return baseline === 410 && target === 410 ? 'gone' : 'identical';
}

/** Worst first. An endpoint has the verdict of its worst step. */
const RANK: readonly Verdict[] = [
  'refused',
  'differs',
  'blocked',
  'unavailable',
  'identical',
  'gone',
  'unreached',
];

const worst = (verdicts: readonly Verdict[]): Verdict =>
  RANK.find((verdict) => verdicts.includes(verdict)) ?? 'unreached';

/** One result per endpoint of the inventories. An endpoint that no step calls is `unreached`. */
export function endpointResults(
  scenarios: readonly ScenarioResult[],
  inventories: Partial<Readonly<Record<Service, Inventory>>>,
): EndpointResult[] {
  return Object.values(inventories).flatMap(({ service, endpoints }) => {
    const steps = stepsByEndpoint(scenarios, service);
    return endpoints
      .filter((endpoint) => endpoint.kind === 'api')
      .map((endpoint) =>
        endpointResult(service, endpointName(endpoint), steps.get(endpointName(endpoint)) ?? []),
      );
  });
}

/** A run as it would be with only some of its scenarios. */
export function withOnly(run: RunFile, isKept: (id: string) => boolean): RunFile {
  const scenarios = run.scenarios.filter(({ id }) => isKept(id));
  const steps = new Map(SERVICES.map((service) => [service, stepsByEndpoint(scenarios, service)]));
  const endpoints = run.endpoints.map(({ service, endpoint }) =>
    endpointResult(service, endpoint, steps.get(service)?.get(endpoint) ?? []),
  );
  return { ...run, scenarios, endpoints, missing: allMissing(scenarios) };
}

interface ScenarioStep {
  readonly scenario: string;
  readonly step: StepResult;
}

function stepsByEndpoint(
  scenarios: readonly ScenarioResult[],
  service: Service,
): Map<string, ScenarioStep[]> {
  const found = new Map<string, ScenarioStep[]>();
  for (const { id, steps } of scenarios) {
    for (const step of steps.filter((each) => each.service === service)) {
      const list = found.get(step.endpoint) ?? [];
      found.set(step.endpoint, list);
      list.push({ scenario: id, step });
    }
  }
  return found;
}

function endpointResult(service: Service, endpoint: string, steps: readonly ScenarioStep[]): EndpointResult {
  const verdict = worst(steps.map(({ step }) => step.verdict));
  const all = steps.map(({ step }) => step);
  const missing = new Set(steps.flatMap(({ step }) => step.missing.map(({ id }) => id)));
  const others = new Set(all.flatMap((step) => step.follows?.missing ?? []));
  const follows = [...others].filter((id) => !missing.has(id)).sort();
  const cost = costOf(all);
  const component = all.find(({ unavailable }) => unavailable)?.unavailable;
  return {
    service,
    endpoint,
    verdict,
    unavailable: component,
    levels: levelsOf(all, verdict === 'identical' || verdict === 'gone'),
    facets: [...new Set(all.flatMap((step) => facetOf(step) ?? []))].sort(),
    called: steps.filter(({ step }) => step.exchanges.target).length,
    cost,
    scenarios: [...new Set(steps.map(({ scenario }) => scenario))],
    requirements: [...new Set(all.flatMap((step) => step.requirements))].sort(),
    missing: [...missing].sort(),
    ...(follows.length > 0 ? { follows } : {}),
  };
}

/** Every missing query once, with the best evidence. */
export function allMissing(scenarios: readonly ScenarioResult[]): MissingQuery[] {
  const found = new Map<string, MissingQuery>();
  for (const query of scenarios.flatMap(({ steps }) => steps.flatMap(({ missing }) => missing))) {
    const known = found.get(query.id);
    if (!known || evidenceRank(query) > evidenceRank(known)) found.set(query.id, query);
  }
  return [...found.values()].sort((a, b) => byText(a.id, b.id));
}

/** 3: narrowed. 2: a request of this run failed on it. 1: reached but only surveyed. 0: hidden behind a refusal. */
const evidenceRank = ({ reached, requestId, narrowed }: MissingQuery): number =>
  narrowed ? 3 : requestId ? 2 : reached ? 1 : 0;

/** Whether a step missed its expectations or differs between the deployments. */
export const isFailing = ({ verdict, failures }: StepResult): boolean =>
  failures.length > 0 || !agrees(verdict);

/** Whether a scenario ran to its end, met its expectations and was the same on both deployments. */
export const isPassed = ({ steps, failures, brokenOff, unavailable }: ScenarioResult): boolean =>
  !brokenOff &&
  unavailable === undefined &&
  steps.length > 0 &&
  failures.length === 0 &&
  !steps.some(isFailing);

/** Whether a scenario did not pass. One that was unavailable did neither, unless something failed before. */
export const isFailed = (scenario: ScenarioResult): boolean => {
  const { steps, failures, unavailable } = scenario;
  return unavailable === undefined ? !isPassed(scenario) : failures.length > 0 || steps.some(isFailing);
};

/** Whether scenarios passed and none failed. */
export const isGreen = (scenarios: readonly ScenarioResult[]): boolean =>
  scenarios.some(isPassed) && !scenarios.some(isFailed);
