import type { PerSide, Side } from '../../../model.ts';
import { SIDES } from '../../../model.ts';
import type { MergedTimes } from '../times/time-order.ts';
import type { Graph } from './graph.ts';
import { dividedByGroups, groupsOf, type Pairing, pairedGroups, plainGroup } from './groups.ts';
import type { Partition } from './partition.ts';

/** Maximum number of guesses to revise. Real answers do not need more. */
const MOST_RETRIES = 64;

/** Number of choices made before yielding. */
const SLICE = 64;

/** Up to this number of vertices, every choice is checked against the times of all others. */
const FEW = 600;

/** The times of paired vertices, if they agree. */
type Agreement = (pairing: Pairing) => MergedTimes | undefined;

/** A complete assignment of vertices, and its times if they agree. */
export interface Settlement {
  readonly all: Pairing;
  readonly times: MergedTimes | undefined;
}

/**
 * Assigns each vertex of the baseline one of the target so that times agree. First it pairs vertices in the order of
 * their times. If times disagree, it divides classes by the order of times and refines them, so that connections
 * distinguish vertices of the same second. Then it tries candidates one at a time.
 * Undefined if the sides do not correspond, regardless of times.
 */
export function* settledWithTimes(
  graph: Graph,
  refined: Partition,
  agreement: Agreement,
): Generator<void, Settlement | undefined> {
  const first = yield* settled(graph, refined);
  if (!first) return undefined;
  yield;
  const times = agreement(first);
  if (times) return { all: first, times };
  const ranked = byTimes(graph, refined);
  const second = ranked && (yield* settled(graph, ranked));
  const secondTimes = second && agreement(second);
  if (secondTimes) return { all: second, times: secondTimes };
  const isFew = graph.side.length <= FEW;
  const third = isFew ? yield* settled(graph, refined, (some) => agreement(some) !== undefined) : undefined;
  const thirdTimes = third && agreement(third);
  return thirdTimes ? { all: third, times: thirdTimes } : { all: first, times: undefined };
}

/** Divides classes by the order of times; undefined if the sides do not correspond then. */
function byTimes(graph: Graph, refined: Partition): Partition | undefined {
  const ranked = refined.copy();
  const rank = ranks(graph);
  for (let one = 0; one < refined.classes; one++) {
    if (refined.isPair(one)) continue;
    const groups = new Map<number, number[]>();
    for (const side of SIDES) {
      const members = byRank(refined.membersOf(one), rank).filter((vertex) => graph.side[vertex] === side);
      let [place, before] = [-1, Number.NaN];
      for (const vertex of members) {
        const time = rank[vertex] as number;
        if (time >= UNTIMED) break;
        if (time !== before) place++;
        before = time;
        const group = groups.get(place);
        if (group) group.push(vertex);
        else groups.set(place, [vertex]);
      }
    }
    if (groups.size > 1) ranked.divide(one, [...groups.values()]);
  }
  ranked.refine(true);
  return ranked.unbalanced === 0 ? ranked : undefined;
}

/**
 * Assigns each vertex of the baseline one of the target. Within a class, vertices are paired in the order of their
 * times. Undefined if there is no assignment: the classes correspond, the sides do not.
 */
function* settled(
  graph: Graph,
  refined: Partition,
  agrees?: (pairing: Pairing) => boolean,
): Generator<void, Pairing | undefined> {
  if (!hasChoice(refined)) return refined;
  yield;
  const rank = ranks(graph);
  yield;
  const groupOf = groupsOf(graph, refined);
  yield;
  const divided = dividedByGroups(refined, groupOf);
  if (divided) {
    divided.refine(true);
    return divided.unbalanced === 0 ? yield* settled(graph, divided, agrees) : undefined;
  }
  yield;
  const paired = agrees ? undefined : yield* pairedGroups(graph, refined, groupOf, rank);
  return paired ?? (yield* searched(graph, refined, rank, agrees));
}

/** As above, choice by choice. Each is checked against those before it. */
function* searched(
  graph: Graph,
  refined: Partition,
  rank: Float64Array,
  agrees: ((pairing: Pairing) => boolean) | undefined,
): Generator<void, Pairing | undefined> {
  let current = refined.copy();
  const taken: [number, number][] = [];
  const isPlain = new Uint8Array(graph.side.length);
  let retries = 0;
  for (const [vertex, likely] of yield* likelyPairs(graph, refined, rank)) {
    if (current.isPair(current.classOf[vertex] as number)) continue;
    if (!agrees) {
      // These can be paired at once, later: the servers of an image, once the image has a partner.
      if (isPlain[vertex] === 0) for (const member of plainGroup(current, vertex)) isPlain[member] = 1;
      if (isPlain[vertex] === 1) continue;
    }
    let found: number | undefined;
    for (const candidate of candidates(graph, () => current, vertex, likely, rank)) {
      if (pairs(current, vertex, candidate) && (!agrees || agrees(current))) {
        found = candidate;
        break;
      }
      // An undecided search is not reported as a difference.
      if (++retries > MOST_RETRIES) return refined;
      current = replayed(refined, taken);
    }
    if (found === undefined) return undefined;
    taken.push([vertex, found]);
    if (taken.length % SLICE === 0) yield;
  }
  if (agrees || !hasChoice(current)) return current;
  return yield* pairedGroups(graph, current, groupsOf(graph, current), rank);
}

/** The target's vertices of a class: first the likely one, or else the first in time; then the others in order of time. */
function* candidates(
  graph: Graph,
  current: () => Partition,
  vertex: number,
  likely: number,
  rank: Float64Array,
): Generator<number> {
  const isLikely = current().classOf[likely] === current().classOf[vertex];
  if (isLikely) yield likely;
  const all = targetsLike(graph, current(), vertex);
  const first = isLikely ? likely : firstByRank(all, rank);
  if (!isLikely) yield first;
  for (const candidate of byRank(all, rank)) if (candidate !== first) yield candidate;
}

const targetsLike = (graph: Graph, partition: Partition, vertex: number): Int32Array =>
  partition
    .membersOf(partition.classOf[vertex] as number)
    .filter((member) => graph.side[member] === 'target');

/** Whether any class has several vertices per side. */
function hasChoice(partition: Partition): boolean {
  for (let one = 0; one < partition.classes; one++) if (!partition.isPair(one)) return true;
  return false;
}

/** Pairs two vertices. Returns whether the sides still correspond. */
function pairs(partition: Partition, baseline: number, target: number): boolean {
  partition.pair(baseline, target);
  partition.refine(true);
  return partition.unbalanced === 0;
}

function replayed(refined: Partition, pairs: readonly [number, number][]): Partition {
  const again = refined.copy();
  for (const [baseline, target] of pairs) {
    again.pair(baseline, target);
    again.refine(false);
  }
  return again;
}

const byRank = (vertices: Int32Array, rank: Float64Array): number[] =>
  [...vertices].sort((a, b) => (rank[a] as number) - (rank[b] as number));

const firstByRank = (vertices: Int32Array, rank: Float64Array): number =>
  vertices.reduce((first, vertex) => ((rank[vertex] as number) < (rank[first] as number) ? vertex : first));

/** For each class, pairs both sides' vertices in order of time. Elements come first, because they determine the ids. */
function* likelyPairs(
  graph: Graph,
  refined: Partition,
  rank: Float64Array,
): Generator<void, [number, number][]> {
  const { baseline, target } = yield* sidesByClass(graph, refined, rank);
  yield;
  const [elements, ids]: [[number, number][], [number, number][]] = [[], []];
  let at = 0;
  for (let one = 0; one < refined.classes; one++) {
    const behind = at + refined.sizeOf(one) / 2;
    for (; at < behind; at++) {
      const vertex = baseline[at] as number;
      if (refined.isPair(one)) continue;
      const list = graph.key[vertex] === undefined ? elements : ids;
      list.push([vertex, target[at] as number]);
    }
  }
  return [...elements, ...ids];
}

/** Both sides' vertices by class, then by rank. The sides correspond, so the two arrays are parallel. */
function* sidesByClass(
  graph: Graph,
  refined: Partition,
  rank: Float64Array,
): Generator<void, PerSide<Int32Array>> {
  const half = graph.side.length / 2;
  const sides = { baseline: new Int32Array(half), target: new Int32Array(half) };
  const next = { baseline: new Int32Array(refined.classes), target: new Int32Array(refined.classes) };
  for (let one = 1; one < refined.classes; one++) {
    const start = (next.baseline[one - 1] as number) + refined.sizeOf(one - 1) / 2;
    next.baseline[one] = start;
    next.target[one] = start;
  }
  yield;
  for (const vertex of inRank(rank)) {
    const side = graph.side[vertex] as Side;
    const one = refined.classOf[vertex] as number;
    const at = next[side][one] as number;
    next[side][one] = at + 1;
    sides[side][at] = vertex;
  }
  return sides;
}

/** All vertices by rank. Only those with a time have to be sorted. */
function inRank(rank: Float64Array): Int32Array {
  const all = new Int32Array(rank.length);
  let timed = 0;
  for (let vertex = 0; vertex < rank.length; vertex++)
    if ((rank[vertex] as number) < UNTIMED) all[timed++] = vertex;
  all.set(byRank(all.subarray(0, timed), rank));
  let next = timed;
  for (let vertex = 0; vertex < rank.length; vertex++)
    if ((rank[vertex] as number) >= UNTIMED) all[next++] = vertex;
  return all;
}

/** Above the milliseconds of any real time. */
const UNTIMED = 1e15;

/** Orders vertices by their first time; vertices without one come last, in order of appearance. */
function ranks(graph: Graph): Float64Array {
  const rank = new Float64Array(graph.side.length);
  for (let vertex = 0; vertex < rank.length; vertex++) rank[vertex] = UNTIMED + vertex;
  for (const { vertex, value, kind } of graph.measures) {
    if (kind === 'time' && (rank[vertex] as number) >= UNTIMED) rank[vertex] = value;
  }
  return rank;
}
