import { cutAround, cutEnd } from '../../assertions/cut.ts';
import type { Difference, Json, StepResult } from '../../model.ts';
import { distinguishable, visible } from './visible.ts';

/** A difference in one line. Long values are cut around the difference to about `room` characters each. */
export function differenceText(
  difference: Difference,
  step: Pick<StepResult, 'exchanges'>,
  room: number,
): string {
  const { kind, baseline, target } = difference;
  const path = visible(difference.path);
  switch (kind) {
    case 'status':
      return `status ${show(target)} on the target, ${show(baseline)} on the baseline`;
    case 'missing':
      return `${path} is missing on the target: ${cutEnd(show(baseline), room)}`;
    case 'extra':
      return `${path} is on the target only: ${cutEnd(show(target), room)}`;
    case 'order': {
      const [ours, theirs] = both(labels(baseline), labels(target), room);
      return `${path} is in a different order on the target: ${theirs}, on the baseline ${ours}`;
    }
    case 'pairing': {
      const [ours, theirs] = both(baseline, target, room);
      return `${path} refers to a different object: ${ours} on the baseline, ${theirs} on the target`;
    }
    case 'type':
      return path === '$' ? typeText(difference, step, room) : valuesText(path, difference, room);
    case 'header':
      return valuesText(`header ${path.replace(/^headers\./, '')}`, difference, room);
    case 'value':
      return valuesText(path, difference, room);
  }
}

function valuesText(path: string, { baseline, target }: Difference, room: number): string {
  const [ours, theirs] = both(baseline, target, room);
  return `${path} is ${ours} on the baseline, ${theirs} on the target`;
}

/** A different kind of value, for example an error page instead of JSON. */
function typeText(
  { baseline, target }: Difference,
  { exchanges }: Pick<StepResult, 'exchanges'>,
  room: number,
): string {
  for (const [side, kind, other] of [
    ['target', target, baseline],
    ['baseline', baseline, target],
  ] as const) {
    const body = exchanges[side]?.response.body;
    if (other !== 'json' || kind === 'json' || !body) continue;
    if (body.kind === 'empty') return `the ${side}'s answer is empty, not JSON`;
    const what = body.kind === 'text' ? cutEnd(JSON.stringify(body.text), room) : body.kind;
    return `the ${side}'s answer is not JSON: ${visible(what)}`;
  }
  return `the answer is ${words(baseline)} on the baseline, ${words(target)} on the target`;
}

const words = (kind: Json): string => (typeof kind === 'string' ? visible(kind) : kindOf(kind));

const kindOf = (value: Json): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : typeof value === 'object'
        ? 'an object'
        : typeof value;

const both = (baseline: Json, target: Json, room: number): readonly [string, string] =>
  cutAround(...distinguishable(show(baseline), show(target)), room);

/** Elements shown by name, if all have one. */
function labels(value: Json): Json {
  if (!Array.isArray(value)) return value;
  const named = value.map((each) =>
    NAMES.map((name) => (each as Record<string, Json> | null)?.[name]).find(Boolean),
  );
  return named.every((each) => typeof each === 'string') ? (named as string[]) : value;
}

const NAMES = ['name', 'display_name', 'id', 'uuid'] as const;

const show = (value: Json): string => visible(JSON.stringify(value));
