import type { Step } from '../../../model.ts';
import type { DocPath } from '../../../yaml/yaml-file.ts';
import { withCommon } from '../expectations.ts';
import { isFor } from '../releases.ts';
import { type RawStep, type Report, reporter, type StepContext } from '../step-context.ts';
import { outcomesOf } from './outcomes.ts';

/** Reads one request. Undefined if it has none, or is not for the deployments' releases. */
export type ReadRequest = (raw: RawStep, at: DocPath, context: StepContext) => Step | undefined;

/** Maximum number of requests that are sent at the same moment. */
const MOST = 20;

/**
 * The steps of an `at_once` entry: one per request, also for each repetition.
 * @param isIncomplete whether parts that violate the schema were removed from `entry`
 */
export function readAtOnce(
  entry: RawStep,
  path: DocPath,
  context: StepContext,
  read: ReadRequest,
  isIncomplete: boolean,
): readonly Step[] {
  const { at_once, name, repeat = 1, outcomes, ...common } = entry;
  if (!isFor(common, context.releases)) return [];
  const report = reporter(context, path);
  const requests = at_once as readonly (RawStep | null)[];
  const total = requests.reduce((sum, own) => sum + (own?.repeat ?? repeat), 0);
  if (!isIncomplete) checkTotal(total, report);
  if (outcomes && common.expect) {
    const message = 'This has both expect and outcomes.';
    report('SCENARIO_INVALID', ['expect'], message, 'Write what is expected below outcomes.', 'key');
  }
  const group = {
    name: name ?? `${total} requests at once`,
    place: context.yaml.place([...path, 'at_once'], 'key'),
    ...(outcomes
      ? { outcomes: outcomesOf(outcomes, [...path, 'outcomes'], context, isIncomplete ? undefined : total) }
      : {}),
  };
  const captured = new Set<string>();
  const steps = requests.flatMap((own, index) => {
    if (own === null) {
      context.variables.unsure();
      return [];
    }
    const at = [...path, 'at_once', index];
    const { repeat: times = repeat, ...raw } = withCommon({ ...common, repeat }, own);
    checkRequest(own, times, captured, reporter(context, at));
    // No request knows the answer of another one.
    const step = read(raw, at, { ...context, variables: context.variables.copy() });
    for (const variable of Object.keys(own.capture ?? {})) captured.add(variable);
    if (!step) return [];
    const called = own.name !== undefined || requests.length > 1 ? `${group.name}: ${step.name}` : group.name;
    return Array.from({ length: times }, () => ({ ...step, name: called }));
  });
  context.variables.add(captured);
  return numbered(steps).map((step, index) => ({
    ...step,
    atOnce: { ...group, number: index + 1, of: steps.length },
  }));
}

/** Steps with distinct names: those that share a name are numbered. */
function numbered(steps: readonly Step[]): Step[] {
  return steps.map((step, index) => {
    const alike = [...steps.keys()].filter((each) => steps[each]?.name === step.name);
    const number = alike.indexOf(index) + 1;
    return alike.length === 1 ? step : { ...step, name: `${step.name} (${number} of ${alike.length})` };
  });
}

function checkTotal(total: number, report: Report): void {
  if (total > MOST) {
    const message = `This sends ${total} requests at once. The maximum is ${MOST}.`;
    report('SCENARIO_INVALID', ['at_once'], message, 'Remove some, or lower repeat.', 'key');
  }
  if (total < 2) {
    const fix = 'Add a request, or repeat this one with repeat: 4.';
    report('SCENARIO_INVALID', ['at_once'], 'This is only one request.', fix, 'key');
  }
}

/** Checks the keys that work differently, or not at all, in a request of a group. */
function checkRequest(
  { poll, capture }: RawStep,
  times: number,
  captured: ReadonlySet<string>,
  report: Report,
): void {
  if (poll) {
    const fix = 'Poll in a step after it.';
    report(
      'SCENARIO_INVALID',
      ['poll'],
      'A request that is sent at once with others cannot poll.',
      fix,
      'key',
    );
  }
  if (capture && times > 1) {
    const message = `This request is sent ${times} times, so the variable would have ${times} values.`;
    report('SCENARIO_INVALID', ['capture'], message, 'Capture it in a step after it.', 'key');
  }
  for (const variable of Object.keys(capture ?? {}).filter((each) => captured.has(each))) {
    const message = 'Another request of this group captures the same variable.';
    report('SCENARIO_INVALID', ['capture', variable], message, 'Give it another name.', 'key');
  }
}
