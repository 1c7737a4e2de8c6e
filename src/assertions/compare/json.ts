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
  if (baseline === target) return [];
  if (typeof baseline === 'number' && typeof target === 'number') {
    const { correspondence } = comparing;
    const times = correspondence.isTime(baseline) && correspondence.isTime(target);
    if (times && correspondence.inOrder(baseline * 1000, target * 1000)) return [];
  }
  return [{ kind: 'value', path, baseline, target }];
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
  // Plain members first: the ids they pair tell the elements of a multiset apart.
  const [plain, lists] = [false, true].map((list) =>
    keys.filter((key) => Array.isArray(baseline[key]) === list),
  );
  return [...(plain ?? []), ...(lists ?? [])].flatMap((key): Difference[] => {
    const at = memberPath(path, key);
    if (!Object.hasOwn(target, key)) {
      return [{ kind: 'missing', path: at, baseline: baseline[key] as Json, target: null }];
    }
    if (!Object.hasOwn(baseline, key)) {
      return [{ kind: 'extra', path: at, baseline: null, target: target[key] as Json }];
    }
    return compareJson(baseline[key] as Json, target[key] as Json, at, comparing);
  });
}

/** JSONPath of a member, `$.images[0].name`. */
export function memberPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}['${key.replaceAll("'", "\\'")}']`;
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
    const at = memberPath(path, index);
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

/** Elements are paired whatever their order; those that have no partner differ. */
function asMultiset(baseline: Json[], target: Json[], path: string, comparing: Comparing): Difference[] {
  const { free, unmatched } = pairElements(baseline, target, path, comparing);
  return [
    ...unmatched.flatMap((index, position): Difference[] => {
      const left = baseline[index] as Json;
      const at = memberPath(path, index);
      const partner = free[position];
      if (partner === undefined) return [{ kind: 'missing', path: at, baseline: left, target: null }];
      const fork = comparing.correspondence.fork();
      return compareJson(left, target[partner] as Json, at, { ...comparing, correspondence: fork });
    }),
    ...free.slice(unmatched.length).map(
      (index): Difference => ({
        kind: 'extra',
        path: memberPath(path, index),
        baseline: null,
        target: target[index] as Json,
      }),
    ),
  ];
}

interface Pairing {
  /** Indices of the target that no element took. */
  readonly free: readonly number[];
  /** Indices of the baseline that found no partner. */
  readonly unmatched: readonly number[];
  readonly correspondence: Correspondence;
}

/** Comparisons that a search for a full pairing may take; what is told apart by its ids alone needs a few. */
const MOST_TRIES = 1000;

/** Takes the first partner that fits; only where that leaves some over, goes back on its choices. */
function pairElements(baseline: Json[], target: Json[], path: string, comparing: Comparing): Pairing {
  let tries = 0;
  const fits = (
    index: number,
    candidate: number,
    correspondence: Correspondence,
  ): Correspondence | undefined => {
    tries++;
    const fork = correspondence.fork();
    const at = memberPath(path, index);
    const differences = compareJson(baseline[index] as Json, target[candidate] as Json, at, {
      ...comparing,
      correspondence: fork,
    });
    return differences.length === 0 ? fork : undefined;
  };
  const full = (index: number, free: readonly number[], known: Correspondence): Pairing | undefined => {
    if (index === baseline.length) return { free, unmatched: [], correspondence: known };
    for (const candidate of free) {
      if (tries > MOST_TRIES) return undefined;
      const learnt = fits(index, candidate, known);
      const rest = learnt && full(index + 1, without(free, candidate), learnt);
      if (rest) return rest;
    }
    return undefined;
  };
  const greedy = (): Pairing => {
    let free: readonly number[] = [...target.keys()];
    let correspondence = comparing.correspondence;
    const unmatched: number[] = [];
    for (const index of baseline.keys()) {
      let partner: number | undefined;
      for (const candidate of free) {
        const learnt = fits(index, candidate, correspondence);
        if (!learnt) continue;
        correspondence = learnt;
        partner = candidate;
        break;
      }
      if (partner === undefined) unmatched.push(index);
      else free = without(free, partner);
    }
    return { free, unmatched, correspondence };
  };
  const first = greedy();
  tries = 0;
  const found =
    first.unmatched.length === 0 || baseline.length > target.length
      ? first
      : (full(0, [...target.keys()], comparing.correspondence) ?? first);
  comparing.correspondence.adopt(found.correspondence);
  return found;
}

const without = (list: readonly number[], item: number): number[] => list.filter((each) => each !== item);
