import type { Located } from '../../analysis/trace/blame/located.ts';
import type { CopyEdit } from '../../analysis/trace/copy-edits.ts';
import { dbApiUses } from '../../analysis/trace/db-api-uses.ts';
import { missingQueries } from '../../analysis/trace/missing.ts';
import { type Question, questionFor } from '../../analysis/trace/narrowed.ts';
import { requirementsOf } from '../../analysis/trace/requirements.ts';
import { functionsInCopy, isOutweighed } from '../../analysis/trace/service-words.ts';
import { stepVerdict } from '../../analysis/verdict.ts';
import { endpointName, matchEndpoint } from '../../assertions/endpoint.ts';
import { isServed } from '../../assertions/microversion.ts';
import type {
  BrokenExchange,
  DbApiUse,
  Difference,
  Exchange,
  Inventory,
  InventoryEndpoint,
  PerSide,
  Requirement,
  Side,
  Step,
  StepResult,
} from '../../model.ts';
import { SIDES } from '../../model.ts';
import type { Connection } from '../run/connection.ts';
import type { Performed } from './perform.ts';
import { requestIdOf, type TracedStep } from './traced-step.ts';

export interface DoneStep {
  readonly step: Step;
  readonly endpoint: string;
  readonly performed: PerSide<Performed>;
  readonly differences: readonly Difference[];
  readonly answered: boolean;
  /** Violations of each side's response rule; undefined for an endpoint without one. */
  readonly mistakes: readonly (readonly { readonly side: Side; readonly message: string }[] | undefined)[];
}

/** A step's result, with the requirements that it refers to by id. */
export interface JudgedStep {
  readonly result: StepResult;
  readonly requirements: readonly Requirement[];
  readonly uses: readonly DbApiUse[];
  /** The statement of this step that both sides sent, and whose result differs first. */
  readonly question?: Question;
}

export interface JudgeOptions {
  readonly connections: PerSide<Connection>;
  readonly traced: TracedStep;
  /** Finds where the step diverged. */
  readonly locate: () => Located | undefined;
  /** Finds an edit of the copy in one of some functions. */
  readonly editIn: (names: readonly string[]) => CopyEdit | undefined;
}

/** Evaluates a step together with the queries that it ran on both deployments. */
export function stepResult(
  { step, endpoint, performed, differences, answered, mistakes }: DoneStep,
  options: JudgeOptions,
): JudgedStep {
  const { target } = options.connections;
  const { traced: events } = options;
  const requirements = requirementsOf(events.baseline);
  const { backend, survey } = target.deployment;
  const differs =
    differences.length > 0 || performed.target.failures.length > performed.baseline.failures.length;
  const lacking = SIDES.flatMap((side) => performed[side].lacking);
  const isFailing =
    differs || SIDES.some((side) => performed[side].failures.length > 0 || isServerError(performed[side]));
  const words = perSideOf((side) =>
    isFailing ? options.connections[side].traces.words(requestIdOf(performed[side])) : undefined,
  );
  const exception = words.target?.exception;
  // Without a probe on each side, only refusals are known. Every query of the other side would seem to be absent.
  const explained =
    differs && SIDES.every((side) => options.connections[side].deployment.probe !== undefined);
  const located = once(() => {
    const found = options.locate();
    if (!isOutweighed(found, exception, step)) return found;
    const edit = options.editIn(functionsInCopy(exception));
    return edit && { edit };
  });
  const missingIf = (locate: () => Located | undefined) =>
    missingQueries({
      ...{ target: events.target, requirements, differs: explained, inCopy: target.inCopy },
      ...{ exception, locate, survey },
    });
  // SQL against SQL has no missing ROME queries.
  const missing = backend === 'sql' ? [] : missingIf(located);
  const exchanges = perSideOf((side) => performed[side].exchange);
  const broken = perSideOf((side) => performed[side].broken);
  const invalid = mistakes.flatMap((found) => found ?? []);
  const failures = [
    ...SIDES.flatMap((side) => performed[side].failures.map((failure) => ({ ...failure, side }))),
    ...invalid.map(({ side, message }) => ({
      code: 'SCHEMA',
      message: `schema: ${message}`,
      place: step.place,
      side,
    })),
  ];
  const result: StepResult = {
    name: step.name,
    place: step.place,
    service: step.service,
    endpoint,
    verdict: stepVerdict({
      blocked: lacking.length > 0,
      statuses: SIDES.map((side) => performed[side].exchange?.response.status),
      differs: differences.length > 0,
      refused: events.target.some((event) => event.kind === 'refusal'),
      unavailable: step.unavailable !== undefined,
    }),
    atOnce: step.atOnce && { name: step.atOnce.name, requests: step.atOnce.of },
    exchanges,
    ...(Object.keys(broken).length > 0 ? { broken } : {}),
    waits: step.poll && perSideOf((side) => performed[side].wait),
    differences,
    answered,
    ...(target.deployment.backend === 'rome' && target.deployment.probe
      ? { roundTrips: events.roundTrips }
      : {}),
    valid: mistakes.includes(undefined) ? undefined : invalid.length === 0,
    failures,
    blockedBy: events.blockedBy,
    unavailable: step.unavailable,
    requirements: requirements.map(({ id }) => id),
    missing,
    ...(words.baseline || words.target ? { words } : {}),
  };
  return {
    result,
    requirements,
    uses: dbApiUses(endpoint, events.baseline),
    question: missing.length > 0 && explained ? questionFor(located(), missing, missingIf) : undefined,
  };
}

/** A function whose result is computed when first needed. */
function once<T>(compute: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => {
    found ??= { value: compute() };
    return found.value;
  };
}

const isServerError = ({ exchange }: Performed): boolean => (exchange?.response.status ?? 0) >= 500;

const perSideOf = <T>(of: (side: Side) => T | undefined): Partial<PerSide<T>> =>
  Object.fromEntries(
    SIDES.flatMap((side) => {
      const value = of(side);
      return value === undefined ? [] : [[side, value]];
    }),
  );

/**
 * The endpoint of a step: the one in its file, otherwise the one that its URL matches. Undefined if the endpoint does
 * not exist in the response's microversion, because a 404 then does not exercise it.
 */
export function endpointOf(
  { endpoint, request, place }: Step,
  performed: PerSide<Performed>,
  inventory: Inventory,
  bases: PerSide<string>,
): string {
  const side = SIDES.find((each) => performed[each].exchange) ?? SIDES.find((each) => performed[each].broken);
  const sent = side && (performed[side].exchange ?? performed[side].broken);
  const found = endpoint ?? (side && sent && endpointAt(sent, inventory, bases[side]));
  const response = side && performed[side].exchange?.response;
  const served = found && (!response || isServed(found, response));
  return served ? endpointName(found) : `${request.method} ${request.path} (${place.file}:${place.line})`;
}

function endpointAt(
  { method, url, requestBody }: Exchange | BrokenExchange,
  inventory: Inventory,
  base: string,
): InventoryEndpoint | undefined {
  const path = pathBelow(base, url);
  return path === undefined ? undefined : matchEndpoint(inventory, method, path, requestBody);
}

/** The path of a URL below the service's base URL; undefined if it is outside. */
function pathBelow(base: string, url: string): string | undefined {
  const pathname = pathOf(url);
  const prefix = pathOf(base).replace(/\/$/, '');
  return pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : undefined;
}

const pathOf = (url: string): string => url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/[?#].*/, '');
