import { byText, type RunFile, type Scenario } from '../model.ts';
import { outsideSteps } from './causes.ts';
import { isFailed, isFailing, isPassed } from './verdict.ts';

/** Accepted failures of one scenario, with the reason and date. */
export interface KnownFailure {
  readonly reason: string;
  /** The day of acceptance, as `2026-11-28`. */
  readonly since: string;
  /** Names of the steps; OUTSIDE is the name of failures outside the steps. */
  readonly steps: readonly string[];
  /** What the target answered, by step. With another answer, the failure is a new one. Absent for requests at once. */
  readonly answers?: Readonly<Record<string, Answer>>;
}

/** A status, or `none` for a step that the target did not answer or was not asked. */
export type Answer = number | 'none';

/** Known failures, keyed by scenario id. */
export type Known = Readonly<Record<string, KnownFailure>>;

/** The name to accept a step's failure by. Which of several requests at once fails is a matter of chance. */
const acceptedName = ({
  name,
  atOnce,
}: {
  readonly name: string;
  readonly atOnce?: { readonly name: string };
}) => atOnce?.name ?? name;

export const OUTSIDE = '(outside its steps)';

/** A step that fails, or failed before and passes now. */
export interface FailedStep {
  readonly scenario: string;
  readonly step: string;
}

export interface Gate {
  /** Failures that are not accepted. */
  readonly fresh: readonly FailedStep[];
  readonly known: readonly FailedStep[];
  /** Accepted failures that pass now. */
  readonly fixed: readonly FailedStep[];
}

/** Failures that the scenarios themselves accept, with `known:` on a step. @param today `2026-11-28` */
export function knownIn(scenarios: readonly Pick<Scenario, 'id' | 'steps'>[], today: string): Known {
  return Object.fromEntries(
    scenarios.flatMap(({ id, steps }) => {
      const accepted = steps.filter(({ known }) => known && (known.until ?? today) >= today);
      const [first] = accepted;
      if (!first?.known) return [];
      const { reason, issue } = first.known;
      return [
        [
          id,
          {
            reason: issue ? `${reason} (${issue})` : reason,
            since: today,
            steps: [...new Set(accepted.map(acceptedName))],
          },
        ],
      ];
    }),
  );
}

/** Merges two sets of known failures. */
export function bothKnown(one: Known, other: Known): Known {
  const merged: Record<string, KnownFailure> = { ...one };
  for (const [id, failure] of Object.entries(other)) {
    const before = merged[id];
    const answers = Object.entries(before?.answers ?? {}).filter(([step]) => !failure.steps.includes(step));
    merged[id] = before
      ? { ...before, steps: [...before.steps, ...failure.steps], answers: Object.fromEntries(answers) }
      : failure;
  }
  return merged;
}

/** Failing step names by scenario. A scenario that passed has an empty list; one that was only unavailable is absent. */
export const failuresOf = ({ scenarios }: Pick<RunFile, 'scenarios'>): Map<string, readonly string[]> =>
  new Map(
    scenarios
      .filter((each) => isPassed(each) || isFailed(each))
      .map((scenario) => [
        scenario.id,
        [
          ...new Set(scenario.steps.filter(isFailing).map(acceptedName)),
          ...(outsideSteps(scenario).length > 0 ? [OUTSIDE] : []),
        ],
      ]),
  );

/** What the target answered to each failing step, by scenario. */
const answersOf = ({ scenarios }: Pick<RunFile, 'scenarios'>): Map<string, ReadonlyMap<string, Answer>> =>
  new Map(
    scenarios.map(({ id, steps }) => [
      id,
      new Map(
        steps
          .filter((step) => isFailing(step) && !step.atOnce)
          .map(({ name, exchanges }) => [name, exchanges.target?.response.status ?? 'none']),
      ),
    ]),
  );

function isAccepted(known: KnownFailure | undefined, step: string, answer: Answer | undefined): boolean {
  const { steps = [], answers = {} } = known ?? {};
  return steps.includes(step) && (!Object.hasOwn(answers, step) || answers[step] === answer);
}

/** Compares a run with the accepted failures. A scenario that did not run counts neither as fixed nor as failing. */
export function gateOf(run: Pick<RunFile, 'scenarios'>, known: Known): Gate {
  const failed = failuresOf(run);
  const steps = [...failed].flatMap(([scenario, names]) => names.map((step) => ({ scenario, step })));
  const answers = answersOf(run);
  const isKnown = ({ scenario, step }: FailedStep) =>
    isAccepted(known[scenario], step, answers.get(scenario)?.get(step));
  return {
    fresh: steps.filter((each) => !isKnown(each)),
    known: steps.filter(isKnown),
    fixed: Object.entries(known).flatMap(([scenario, { steps: accepted }]) => {
      const now = failed.get(scenario);
      return now ? accepted.filter((step) => !now.includes(step)).map((step) => ({ scenario, step })) : [];
    }),
  };
}

/** Accepts all failures of a run. Failures accepted before keep their reason and day; fixed ones are dropped. */
export function accept(
  run: Pick<RunFile, 'scenarios'>,
  known: Known,
  { reason, today }: { readonly reason: string; readonly today: string },
): Known {
  const failed = failuresOf(run);
  const answered = answersOf(run);
  const kept = Object.entries(known).filter(([scenario]) => !failed.has(scenario));
  const now = [...failed]
    .filter(([, steps]) => steps.length > 0)
    .map(([scenario, steps]): [string, KnownFailure] => {
      const before = known[scenario];
      const answers = answered.get(scenario);
      const same = steps.every((step) => isAccepted(before, step, answers?.get(step)));
      const head = same && before ? before : { reason, since: today };
      return [scenario, { ...head, steps, answers: Object.fromEntries(answers ?? []) }];
    });
  return Object.fromEntries([...kept, ...now].sort(([a], [b]) => byText(a, b)));
}
