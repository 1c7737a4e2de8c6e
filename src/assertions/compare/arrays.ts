import type { Difference, Json } from '../../model.ts';
import type { Comparing } from './comparing.ts';
import { memberPath } from './path.ts';
import { signatureOf } from './signature.ts';

/** Compares two elements; whether what it taught stays is for the caller to say. */
type CompareElements = (baseline: Json, target: Json, path: string) => Difference[];

interface Lists {
  readonly baseline: readonly Json[];
  readonly target: readonly Json[];
  readonly path: string;
  readonly comparing: Comparing;
  readonly compare: CompareElements;
}

const isNone = (found: readonly Difference[]): boolean => found.length === 0;
const missing = (path: string, baseline: Json): Difference => ({
  kind: 'missing',
  path,
  baseline,
  target: null,
});
const extra = (path: string, target: Json): Difference => ({ kind: 'extra', path, baseline: null, target });

/** The differences of two arrays: of sequences where an order is asked for, else of multisets. */
export const compareArrays = (lists: Lists): Difference[] =>
  lists.comparing.isOrdered(lists.path) ? inSequence(lists) : asMultiset(lists);

/** What both begin and end with is left out, so that one element too many does not make all behind it differ. */
function inSequence(lists: Lists): Difference[] {
  const { baseline, target, path } = lists;
  const shorter = Math.min(baseline.length, target.length);
  let start = 0;
  while (start < shorter && fits(lists, start, start)) start++;
  let end = 0;
  while (end < shorter - start && fits(lists, baseline.length - 1 - end, target.length - 1 - end)) end++;
  const left = baseline.slice(start, baseline.length - end);
  const right = target.slice(start, target.length - end);
  if (left.length === 0 && right.length === 0) return [];
  if (left.length === right.length && isReordered({ ...lists, baseline: left, target: right })) {
    return [{ kind: 'order', path, baseline: [...baseline], target: [...target] }];
  }
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const at = memberPath(path, start + index);
    const one = left[index];
    const other = right[index];
    if (other === undefined) return [missing(at, one as Json)];
    if (one === undefined) return [extra(at, other)];
    return tried(lists, one, other, at);
  }).flat();
}

const isReordered = (lists: Lists): boolean => isNone(tryMultiset(lists));

const tryMultiset = (lists: Lists): Difference[] =>
  lists.comparing.correspondence.attempt(() => asMultiset(lists), isNone);

/** Elements are paired whatever their order; those that have no partner differ. */
function asMultiset(lists: Lists): Difference[] {
  const { baseline, target, path } = lists;
  const { free, unmatched } = pairElements(lists);
  return [
    ...unmatched.flatMap((index, position): Difference[] => {
      const at = memberPath(path, index);
      const partner = free[position];
      const left = baseline[index] as Json;
      return partner === undefined ? [missing(at, left)] : tried(lists, left, target[partner] as Json, at);
    }),
    ...free.slice(unmatched.length).map((index) => extra(memberPath(path, index), target[index] as Json)),
  ];
}

/** The differences of two elements that do not correspond, of which nothing is learnt. */
const tried = ({ comparing, compare }: Lists, left: Json, right: Json, path: string): Difference[] =>
  comparing.correspondence.attempt(() => compare(left, right, path), isNone);

const fits = ({ baseline, target, path, comparing, compare }: Lists, index: number, other: number): boolean =>
  isNone(
    comparing.correspondence.attempt(
      () => compare(baseline[index] as Json, target[other] as Json, memberPath(path, index)),
      isNone,
    ),
  );

interface Pairing {
  /** Indices of the target that no element took. */
  readonly free: readonly number[];
  /** Indices of the baseline that found no partner. */
  readonly unmatched: readonly number[];
}

/** Comparisons that a search for a full pairing may take; what is told apart by its ids alone needs a few. */
const MOST_TRIES = 1000;

/** Takes the first partner that fits; only where that leaves some over, goes back on its choices. */
function pairElements(lists: Lists): Pairing {
  const { correspondence } = lists.comparing;
  const candidates = candidatesOf(lists);
  const complete = ({ unmatched }: Pairing): boolean => unmatched.length === 0;
  const mayComplete = lists.baseline.length <= lists.target.length;
  const first = correspondence.attempt(
    () => greedy(lists, candidates),
    (pairing) => complete(pairing) || !mayComplete,
  );
  if (complete(first) || !mayComplete) return first;
  return searched(lists, candidates) ?? greedy(lists, candidates);
}

interface Candidates {
  /** Indices of the baseline, in the order in which to look for their partners. */
  readonly order: readonly number[];
  /** Indices of the target that an element of the baseline can correspond to, the likeliest first. */
  readonly of: readonly (readonly number[])[];
}

/** Partners can only be of one signature; among those, the earlier is likelier to go with the earlier. */
function candidatesOf({ baseline, target, comparing: { correspondence, own } }: Lists): Candidates {
  const left = baseline.map((each) => signatureOf(each, 'baseline', correspondence, own.baseline));
  const right = target.map((each) => signatureOf(each, 'target', correspondence, own.target));
  const byTime = (times: readonly { readonly time: number }[]) => (a: number, b: number) =>
    (times[a]?.time ?? 0) - (times[b]?.time ?? 0);
  const groups = new Map<number, number[]>();
  for (const index of [...right.keys()].sort(byTime(right))) {
    const hash = right[index]?.hash as number;
    const group = groups.get(hash);
    if (group) group.push(index);
    else groups.set(hash, [index]);
  }
  return {
    order: [...left.keys()].sort(byTime(left)),
    of: left.map(({ hash }) => groups.get(hash) ?? []),
  };
}

function greedy(lists: Lists, { order, of }: Candidates): Pairing {
  const taken = new Set<number>();
  const unmatched: number[] = [];
  /** Of each group, how many of its first are taken: they need not be passed over one by one. */
  const begun = new Map<readonly number[], number>();
  for (const index of order) {
    const group = of[index] ?? [];
    let from = begun.get(group) ?? 0;
    while (from < group.length && taken.has(group[from] as number)) from++;
    begun.set(group, from);
    let partner: number | undefined;
    for (let at = from; at < group.length && partner === undefined; at++) {
      const candidate = group[at] as number;
      if (!taken.has(candidate) && fits(lists, index, candidate)) partner = candidate;
    }
    if (partner === undefined) unmatched.push(index);
    else taken.add(partner);
  }
  return {
    free: [...lists.target.keys()].filter((index) => !taken.has(index)),
    unmatched: unmatched.sort((a, b) => a - b),
  };
}

/** A pairing of all, found by going back on choices; undefined when there is none, or none within MOST_TRIES. */
function searched(lists: Lists, { order, of }: Candidates): Pairing | undefined {
  const { correspondence } = lists.comparing;
  const taken = new Set<number>();
  let tries = 0;
  const place = (position: number): boolean => {
    const index = order[position];
    if (index === undefined) return true;
    return (of[index] ?? []).some((candidate) => {
      if (taken.has(candidate) || tries++ > MOST_TRIES) return false;
      taken.add(candidate);
      const placed = correspondence.attempt(
        () => fits(lists, index, candidate) && place(position + 1),
        (done) => done,
      );
      if (!placed) taken.delete(candidate);
      return placed;
    });
  };
  if (!place(0)) return undefined;
  return { free: [...lists.target.keys()].filter((index) => !taken.has(index)), unmatched: [] };
}
