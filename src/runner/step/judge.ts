import { isAnswer, responseMistakes } from '../../assertions/schema/schema.ts';
import type { Inventories, Json, PerSide, Service, Side, Step } from '../../model.ts';
import { SIDES } from '../../model.ts';
import { type Compared, compareStep } from '../compare/compare-step.ts';
import { isServiceFailure } from '../projects/scenario-projects.ts';
import type { ResponseRules } from '../run/response-rules.ts';
import { type SideState, urlsFor } from '../run/side-state.ts';
import type { Performed } from './perform.ts';
import { type DoneStep, endpointOf } from './step-result.ts';

export interface StepOptions {
  readonly inventories: Inventories;
  readonly rules: Readonly<Record<Service, ResponseRules>>;
  readonly signal: AbortSignal;
}

/** Both sides' answers to a step, each checked against the endpoint's response rule. */
export interface Examined {
  readonly endpoint: string;
  readonly performed: PerSide<Performed>;
  readonly checked: PerSide<Checked>;
}

interface Checked {
  readonly answered: boolean;
  /** JSON Schema of a successful answer, if known. */
  readonly schema?: Json;
  /** Violations of the rule; absent without one. */
  readonly mistakes?: readonly { readonly side: Side; readonly message: string }[];
}

/** Finds the endpoint that a step called, and checks each side's answer by itself. */
export async function examine(
  step: Step,
  performed: PerSide<Performed>,
  states: PerSide<SideState>,
  { rules, inventories }: StepOptions,
): Promise<Examined> {
  const base = (side: Side) => urlsFor(step.as, states[side])[step.service] ?? '';
  const bases = { baseline: base('baseline'), target: base('target') };
  const endpoint = endpointOf(step, performed, inventories[step.service], bases);
  const check = async (side: Side): Promise<Checked> => {
    const response = performed[side].exchange?.response;
    if (!response) return { answered: false };
    try {
      const rule = await rules[step.service].rule(endpoint, response, states[side].connection);
      const answered = isAnswer(rule, response);
      if (!rule) return { answered };
      const schema = typeof rule === 'object' && 'schema' in rule ? rule.schema : undefined;
      const mistakes = responseMistakes(rule, response).map((message) => ({ side, message }));
      return { answered, schema, mistakes };
    } catch (error) {
      if (!isServiceFailure(error)) throw error;
      return { answered: isAnswer(undefined, response), mistakes: [{ side, message: error.message }] };
    }
  };
  const [baseline, target] = await Promise.all([check('baseline'), check('target')]);
  return { endpoint, performed, checked: { baseline, target } };
}

/** Compares both sides' answers. @param isCompared false if what they say is a matter of chance */
export async function judge(
  step: Step,
  { endpoint, performed, checked }: Examined,
  compared: Compared,
  isCompared = true,
): Promise<DoneStep> {
  const { baseline, target } = performed;
  const exchanges = isCompared &&
    baseline.exchange &&
    target.exchange && { baseline: baseline.exchange, target: target.exchange };
  const { differences, failure } = exchanges
    ? await compareStep(step, exchanges, compared, checked.baseline.schema)
    : { differences: [] };
  return {
    step,
    endpoint,
    performed: failure
      ? { ...performed, target: { ...target, failures: [...target.failures, failure] } }
      : performed,
    differences,
    answered: SIDES.every((side) => checked[side].answered),
    mistakes: SIDES.map((side) => checked[side].mistakes),
  };
}
