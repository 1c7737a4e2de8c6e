import type { Element } from '../description/describer.ts';

export interface Matched {
  readonly pairs: readonly (readonly [Element, Element])[];
  readonly missing: readonly Element[];
  readonly extra: readonly Element[];
}

/**
 * A key that equal elements share; undefined if the element has none. Keys are tried in order, the most precise first.
 */
export type Likeness = (element: Element) => string | undefined;

/** Pairs elements: equal ones first, then similar ones, then the rest in order. */
export function matched(
  baseline: readonly Element[],
  target: readonly Element[],
  likenesses: readonly Likeness[],
  featuresOf: (element: Element, isBaseline: boolean) => readonly string[],
): Matched {
  const pairs: (readonly [Element, Element])[] = [];
  let [left, right] = [baseline, target];
  for (const likeness of likenesses) [left, right] = byLikeness(left, right, likeness, pairs);
  [left, right] = byFeatures(left, right, featuresOf, pairs);
  const common = Math.min(left.length, right.length);
  for (let index = 0; index < common; index++) pairs.push([left[index] as Element, right[index] as Element]);
  const place = new Map(baseline.map((element, index) => [element, index]));
  pairs.sort(([a], [b]) => (place.get(a) as number) - (place.get(b) as number));
  return { pairs, missing: left.slice(common), extra: right.slice(common) };
}

type Rest = [readonly Element[], readonly Element[]];

function byLikeness(
  left: readonly Element[],
  right: readonly Element[],
  likeness: Likeness,
  pairs: (readonly [Element, Element])[],
): Rest {
  const groups = new Map<string, Element[]>();
  for (const element of right) {
    const key = likeness(element);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(element);
    else groups.set(key, [element]);
  }
  for (const group of groups.values()) group.reverse();
  const taken = new Set<Element>();
  const rest = left.filter((element) => {
    const partner = groups.get(likeness(element) ?? '')?.pop();
    if (!partner) return true;
    taken.add(partner);
    pairs.push([element, partner]);
    return false;
  });
  return [rest, right.filter((element) => !taken.has(element))];
}

/** Pairs elements by features that are unique on both sides. */
function byFeatures(
  left: readonly Element[],
  right: readonly Element[],
  featuresOf: (element: Element, isBaseline: boolean) => readonly string[],
  pairs: (readonly [Element, Element])[],
): Rest {
  if (left.length === 0 || right.length === 0) return [left, right];
  const holders = (elements: readonly Element[], isBaseline: boolean) => {
    const found = new Map<string, Element | null>();
    for (const element of elements)
      for (const feature of new Set(featuresOf(element, isBaseline)))
        found.set(feature, found.has(feature) ? null : element);
    return found;
  };
  const [ofLeft, ofRight] = [holders(left, true), holders(right, false)];
  const votes = new Map<Element, Map<Element, number>>();
  for (const [feature, element] of ofLeft) {
    const other = ofRight.get(feature);
    if (!element || !other) continue;
    const counts = votes.get(element) ?? new Map<Element, number>();
    votes.set(element, counts.set(other, (counts.get(other) ?? 0) + 1));
  }
  const all = [...votes].flatMap(([element, counts]) =>
    [...counts].map(([other, count]) => ({ element, other, count })),
  );
  const taken = new Set<Element>();
  for (const { element, other } of all.sort((a, b) => b.count - a.count)) {
    if (taken.has(element) || taken.has(other)) continue;
    taken.add(element).add(other);
    pairs.push([element, other]);
  }
  const rest = (elements: readonly Element[]) => elements.filter((element) => !taken.has(element));
  return bySharing(rest(left), rest(right), featuresOf, pairs);
}

/** Above this number of elements, not every pair is compared. */
const FEW = 60;

/** Pairs the elements that share most features. */
function bySharing(
  left: readonly Element[],
  right: readonly Element[],
  featuresOf: (element: Element, isBaseline: boolean) => readonly string[],
  pairs: (readonly [Element, Element])[],
): Rest {
  if (left.length > FEW || right.length > FEW) return [left, right];
  const features = right.map((element) => new Set(featuresOf(element, false)));
  const all = left.flatMap((element) => {
    const own = featuresOf(element, true);
    return right.map((other, index) => ({
      element,
      other,
      count: own.filter((each) => features[index]?.has(each)).length,
    }));
  });
  const taken = new Set<Element>();
  for (const { element, other, count } of all.sort((a, b) => b.count - a.count)) {
    if (count === 0 || taken.has(element) || taken.has(other)) continue;
    taken.add(element).add(other);
    pairs.push([element, other]);
  }
  const rest = (elements: readonly Element[]) => elements.filter((element) => !taken.has(element));
  return [rest(left), rest(right)];
}
