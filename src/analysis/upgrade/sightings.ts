import {
  agrees,
  type Difference,
  type PerSide,
  type Response,
  type ScenarioResult,
  type StepResult,
} from '../../model.ts';
import { fieldNames, isShifted } from './fields.ts';
import { isText, type Rewording, rewordingOf, wordsOf } from './wording.ts';

export const CHANGE_KINDS = [
  'regression',
  'status',
  'gone',
  'new',
  'type',
  'value',
  'header',
  'order',
  'text',
  'same words',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** A step that shows a change. */
export interface Sighting {
  readonly scenario: ScenarioResult;
  readonly step: StepResult;
  readonly kind: ChangeKind;
  /** Both statuses, or the name of the field or header; empty for texts. */
  readonly what: string;
  /** To show instead of `what`. */
  readonly shown?: string;
  /** Words of the change. Changes of the same kind with other words have other causes. */
  readonly words: ReadonlySet<string>;
  /** An earlier request of the scenario had an effect in only one of the releases. */
  readonly follows: boolean;
  /** Absent if the statuses differ, which explains all differences. */
  readonly difference?: Difference;
}

type Sign = Pick<Sighting, 'kind' | 'what' | 'words' | 'shown' | 'difference'>;

/** All changes that the steps of a scenario show. A step that could not be sent shows none. */
export function sightingsIn(scenario: ScenarioResult): Sighting[] {
  let follows = false;
  return scenario.steps.flatMap((step) => {
    if (step.blockedBy !== undefined) return [];
    // Which of several requests at once fails can be a matter of chance. Then they do not differ.
    const signs = agrees(step.verdict) ? [] : signsOf(step);
    const found = signs.map((sign) => ({ scenario, step, follows, ...sign }));
    follows ||= hadOneEffect(step);
    return found;
  });
}

function signsOf(step: StepResult): Sign[] {
  const statuses = statusesOf(step);
  if (statuses.baseline !== statuses.target) {
    const what = `${statuses.baseline} → ${statuses.target}`;
    const isWorse = isFault(statuses.target) && !isFault(statuses.baseline);
    return [{ kind: isWorse ? 'regression' : 'status', what, words: reasonOf(step) }];
  }
  const own = step.differences.filter(({ path }) => !isShifted(path, step.differences));
  const names = fieldNames(own.map(({ path }) => path));
  return own.map((difference, at) => ({
    difference,
    words: new Set(),
    ...signOf(difference, names[at] ?? ''),
  }));
}

/** Whether a request that changes something succeeded in only one of the releases. */
function hadOneEffect(step: StepResult): boolean {
  const { baseline, target } = step.exchanges;
  const method = (target ?? baseline)?.method;
  if (method === 'GET' || method === 'HEAD') return false;
  return isSuccess(baseline?.response) !== isSuccess(target?.response);
}

const isSuccess = (response: Response | undefined): boolean => (response?.status ?? 500) < 400;

/** Statuses of a step's answers. A broken or absent answer is none. */
function statusesOf({ exchanges }: StepResult): PerSide<string> {
  const of = (side: 'baseline' | 'target') => String(exchanges[side]?.response.status ?? 'no answer');
  return { baseline: of('baseline'), target: of('target') };
}

const isFault = (status: string): boolean => !/^[1-4]/.test(status);

/** Words of the error, the target's if both answered with one. */
function reasonOf({ exchanges: { baseline, target } }: StepResult): ReadonlySet<string> {
  const error = [target, baseline].find((exchange) => exchange && exchange.response.status >= 400);
  const body = error?.response.body;
  if (body?.kind === 'text') return new Set(wordsOf(body.text));
  return new Set(body?.kind === 'json' ? wordsOf(JSON.stringify(body.value)) : []);
}

function signOf(difference: Difference, name: string): Partial<Sign> & Pick<Sign, 'kind' | 'what'> {
  const { kind, path, baseline, target } = difference;
  switch (kind) {
    case 'missing':
      return { kind: 'gone', what: name };
    case 'extra':
      return { kind: 'new', what: name };
    case 'header':
      return { kind, what: path.replace(/^headers\./, '') };
    case 'order':
    case 'type':
      return { kind, what: name };
    default:
      if (!isText(baseline) || !isText(target)) return { kind: 'value', what: name };
      return wordingSign(rewordingOf(baseline, target));
  }
}

/** Words to show of a text. */
const MOST_WORDS = 8;

function wordingSign({ lost, gained }: Rewording): Partial<Sign> & Pick<Sign, 'kind' | 'what'> {
  if (lost.length + gained.length === 0)
    return { kind: 'same words', what: 'order or punctuation of a text' };
  const quoted = (words: readonly string[]) =>
    words.length > 0
      ? `“${words.slice(0, MOST_WORDS).join(' ')}${words.length > MOST_WORDS ? ' …' : ''}”`
      : 'nothing';
  const words = new Set([...lost.map((word) => `-${word}`), ...gained.map((word) => `+${word}`)]);
  return { kind: 'text', what: '', shown: `${quoted(lost)} → ${quoted(gained)}`, words };
}
