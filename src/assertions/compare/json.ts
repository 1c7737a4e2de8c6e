import type { Difference, Json } from '../../model.ts';
import type { Correspondence } from './correspondence.ts';
import { compareText, type OwnStrings } from './text.ts';

export interface Comparing {
  readonly correspondence: Correspondence;
  readonly own: { readonly baseline: OwnStrings; readonly target: OwnStrings };
  /** Whether the array at this path is a sequence; other arrays are multisets. */
  readonly isOrdered: (path: string) => boolean;
}

/** The differences of two JSON values, each at its smallest path; none when they correspond. */
export function compareJson(baseline: Json, target: Json, path: string, comparing: Comparing): Difference[] {
  const kind = kindOf(baseline);
  if (kind !== kindOf(target)) return [{ kind: 'type', path, baseline, target }];
  if (kind === 'array') return compareArrays(baseline as Json[], target as Json[], path, comparing);
  if (kind === 'object') return compareObjects(baseline as JsonObject, target as JsonObject, path, comparing);
  if (kind === 'string') {
    const found = compareText(baseline as string, target as string, comparing.correspondence, comparing.own);
    return found ? [{ kind: found, path, baseline, target }] : [];
  }
  return baseline === target ? [] : [{ kind: 'value', path, baseline, target }];
}

type JsonObject = Readonly<Record<string, Json>>;

const kindOf = (value: Json): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

function compareObjects(
  baseline: JsonObject,
  target: JsonObject,
  path: string,
  comparing: Comparing,
): Difference[] {
  const keys = [...new Set([...Object.keys(baseline), ...Object.keys(target)])];
  return keys.flatMap((key): Difference[] => {
    const at = /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}['${key.replaceAll("'", "\\'")}']`;
    const left = baseline[key];
    const right = target[key];
    if (right === undefined) return [{ kind: 'missing', path: at, baseline: left as Json, target: null }];
    if (left === undefined) return [{ kind: 'extra', path: at, baseline: null, target: right }];
    return compareJson(left, right, at, comparing);
  });
}

function compareArrays(baseline: Json[], target: Json[], path: string, comparing: Comparing): Difference[] {
  if (comparing.isOrdered(path)) {
    const differences = inSequence(baseline, target, path, comparing);
    const reordered =
      differences.length > 0 &&
      baseline.length === target.length &&
      asMultiset(baseline, target, path, comparing).length === 0;
    return reordered ? [{ kind: 'order', path, baseline, target }] : differences;
  }
  return asMultiset(baseline, target, path, comparing);
}

function inSequence(baseline: Json[], target: Json[], path: string, comparing: Comparing): Difference[] {
  const fork = comparing.correspondence.fork();
  const differences: Difference[] = [];
  for (let index = 0; index < Math.max(baseline.length, target.length); index++) {
    const at = `${path}[${index}]`;
    const left = baseline[index];
    const right = target[index];
    if (right === undefined)
      differences.push({ kind: 'missing', path: at, baseline: left as Json, target: null });
    else if (left === undefined) differences.push({ kind: 'extra', path: at, baseline: null, target: right });
    else differences.push(...compareJson(left, right, at, { ...comparing, correspondence: fork }));
  }
  if (differences.length === 0) comparing.correspondence.adopt(fork);
  return differences;
}

/** Each element of the baseline takes the first free one of the target that corresponds; the rest differ. */
function asMultiset(baseline: Json[], target: Json[], path: string, comparing: Comparing): Difference[] {
  const free = new Set(target.keys());
  const unmatched: number[] = [];
  for (const [index, left] of baseline.entries()) {
    const partner = [...free].find((candidate) => {
      const fork = comparing.correspondence.fork();
      const same =
        compareJson(left, target[candidate] as Json, path, { ...comparing, correspondence: fork }).length ===
        0;
      if (same) comparing.correspondence.adopt(fork);
      return same;
    });
    if (partner === undefined) unmatched.push(index);
    else free.delete(partner);
  }
  const rest = [...free];
  return [
    ...unmatched.flatMap((index, position): Difference[] => {
      const left = baseline[index] as Json;
      const partner = rest[position];
      if (partner === undefined)
        return [{ kind: 'missing', path: `${path}[${index}]`, baseline: left, target: null }];
      const fork = comparing.correspondence.fork();
      return compareJson(left, target[partner] as Json, `${path}[${index}]`, {
        ...comparing,
        correspondence: fork,
      });
    }),
    ...rest.slice(unmatched.length).map(
      (index): Difference => ({
        kind: 'extra',
        path: `${path}[${index}]`,
        baseline: null,
        target: target[index] as Json,
      }),
    ),
  ];
}
