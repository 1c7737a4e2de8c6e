import type { MissingQuery, ScenarioResult, StepResult } from '../model.ts';
import { withCauses } from './trace/consequences.ts';
import { tablesOf } from './trace/pairs.ts';

/** A step that left other rows in some tables. */
interface Change {
  readonly scenario: string;
  readonly step: string;
  readonly query: MissingQuery;
}

/**
 * Links reads of rows that several scenarios use, such as those of hosts, to the fault of another scenario's step that
 * left other rows in the table. Such a read is not at fault, whether it ran before or after: background work calls the
 * same function.
 */
export function withSharedCauses(scenarios: readonly ScenarioResult[]): readonly ScenarioResult[] {
  if (!scenarios.some(({ steps }) => steps.some(({ missing }) => missing.some(isFollowing))))
    return scenarios;
  const changes = scenarios.flatMap(({ id, steps }) =>
    steps.flatMap(({ name, missing }) =>
      missing.flatMap((query): Change[] =>
        query.changes ? [{ scenario: id, step: query.inStep ?? name, query }] : [],
      ),
    ),
  );
  return scenarios.map((scenario) => {
    const steps = scenario.steps.map((step) => linked(step, changes));
    const isSame = steps.every((step, index) => step === scenario.steps[index]);
    return isSame ? scenario : { ...scenario, steps: withCauses(steps) };
  });
}

/** Whether a query may follow from another scenario. A narrowed one is wrong by itself. */
const isFollowing = ({ ofOthers, narrowed }: MissingQuery): boolean => ofOthers === true && !narrowed;

function linked(step: StepResult, changes: readonly Change[]): StepResult {
  const [read] = step.missing.filter(isFollowing);
  const cause =
    read &&
    changes.find(({ query }) => query.changes?.some((table) => tablesOf(read.statement).includes(table)));
  const rest = step.missing.filter((query) => !isFollowing(query));
  if (!cause || rest.length > 0) return step;
  return {
    ...step,
    missing: rest,
    follows: { scenario: cause.scenario, step: cause.step, missing: [cause.query.id] },
  };
}
