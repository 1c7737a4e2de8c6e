import type { PerSide, Side } from '../../../model.ts';
import type { Graph } from './graph.ts';
import { groupsOf, type Pairing, pairedGroups, plainGroup } from './groups.ts';
import type { Partition } from './partition.ts';
import { byRank, firstByRank, inRank } from './ranks.ts';

/** Maximum number of guesses to revise. Real answers do not need more. */
const MOST_RETRIES = 64;

/** Number of choices made before yielding. */
const SLICE = 64;

/**
 * Assigns each vertex of the baseline one of the target, choice by choice. Each is checked against those before it.
 * Undefined if there is no assignment.
 * @param agrees whether the times of those paired so far agree
 */
export function* searched(
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
export function hasChoice(partition: Partition): boolean {
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
