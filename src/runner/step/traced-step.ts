import type { Sent, StepStreams } from '../../analysis/trace/blame/located.ts';
import { referencesOf } from '../../assertions/variables.ts';
import type { Difference, Exchange, PerSide, Step, TraceEvent } from '../../model.ts';
import { SIDES } from '../../model.ts';
import type { Connection } from '../run/connection.ts';
import type { Performed } from './perform.ts';

/** A step's queries on both sides. */
export interface TracedStep extends StepStreams {
  /** Requests that the target's ROME sent to its store. */
  readonly roundTrips: number;
}

/** Takes a step's queries from the traces. Each can be taken once. */
export function tracedStep(
  {
    step,
    performed,
    differences,
  }: {
    readonly step: Step;
    readonly performed: PerSide<Performed>;
    readonly differences: readonly Difference[];
  },
  { baseline, target }: PerSide<Connection>,
  steps: readonly Step[],
): TracedStep {
  // Nova also calls Glance. Those queries are reported with Glance's endpoints.
  const own = (event: TraceEvent) => event.service === undefined || event.service === step.service;
  const traced = target.traces.take(requestIdOf(performed.target)).filter(own);
  const queries = traced.filter(({ kind }) => kind !== 'round-trip');
  const lacking = SIDES.flatMap((side) => performed[side].lacking);
  // Searched only for a blocked step: for each step of a long scenario, this would take quadratic time.
  const blocker =
    lacking.length > 0
      ? steps.find((each) => Object.keys(each.capture).some((name) => lacking.includes(name)))
      : undefined;
  return {
    step: step.name,
    blockedBy: blocker?.name,
    isAtOnce: step.atOnce !== undefined,
    fields: differences.flatMap(({ path }) => /(\w+)(?:'\])?$/.exec(path)?.[1] ?? []),
    sent: sentBy(step, performed, steps),
    baseline: baseline.traces.take(requestIdOf(performed.baseline)).filter(own),
    target: queries,
    roundTrips: traced.length - queries.length,
  };
}

export const requestIdOf = ({ exchange, broken }: Performed): string | undefined =>
  (exchange ?? broken)?.requestId;

/** Both sides' requests of a step that uses variables, and the steps before it that captured these. */
function sentBy(step: Step, performed: PerSide<Performed>, steps: readonly Step[]): Sent | undefined {
  const used = referencesOf(step.request);
  if (used.length === 0) return undefined;
  const [baseline, target] = [performed.baseline.exchange, performed.target.exchange];
  if (!baseline || !target) return undefined;
  const before = steps.slice(0, steps.indexOf(step));
  const capturing = before.filter(({ capture }) => used.some((name) => Object.hasOwn(capture, name)));
  const text = ({ url, requestBody }: Exchange) => `${url} ${JSON.stringify(requestBody ?? '')}`;
  return {
    requests: { baseline: text(baseline), target: text(target) },
    capturedIn: capturing.map(({ name }) => name),
  };
}
