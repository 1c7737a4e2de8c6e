import type { Graph } from './graph.ts';
import type { Partition } from './partition.ts';

/** Guesses that may be taken back; graphs on which more are needed do not come of answers. */
const MOST_RETRIES = 64;

/** Choices after which others may have the processor. */
const SLICE = 256;

/**
 * Finds one vertex of the target for each of the baseline, where classes leave a choice: the earlier goes with the
 * earlier. Undefined where there is none: the sides do not correspond, though their classes do.
 */
export function* settled(graph: Graph, refined: Partition): Generator<void, Partition | undefined> {
  const rank = ranks(graph);
  let current = refined.copy();
  const taken: [number, number][] = [];
  let retries = 0;
  let done = 0;
  for (const [vertex, likely] of likelyPairs(graph, refined, rank)) {
    if (++done % SLICE === 0) yield;
    const one = current.classOf[vertex] as number;
    if (current.isPair(one)) continue;
    const isLikely = current.classOf[likely] === one;
    let fits = isLikely && pairs(current, vertex, likely);
    if (fits) taken.push([vertex, likely]);
    else {
      if (isLikely) current = replayed(refined, taken);
      const others = byRank(targetsOf(graph, current, current.classOf[vertex] as number), rank);
      for (const candidate of others) {
        if (isLikely && candidate === likely) continue;
        // What cannot be told in time is not called a difference.
        if (++retries > MOST_RETRIES) return refined;
        fits = pairs(current, vertex, candidate);
        if (fits) {
          taken.push([vertex, candidate]);
          break;
        }
        current = replayed(refined, taken);
      }
    }
    if (!fits) return undefined;
  }
  return current;
}

/** Whether the sides still correspond when two are taken for each other. */
function pairs(partition: Partition, baseline: number, target: number): boolean {
  partition.pair(baseline, target);
  partition.refine(true);
  return partition.unbalanced === 0;
}

const targetsOf = (graph: Graph, partition: Partition, one: number): Int32Array =>
  partition.membersOf(one).filter((member) => graph.side[member] === 'target');

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

/** Of each class, the vertices of both sides in their order; elements first, since the ids go with them. */
function likelyPairs(graph: Graph, refined: Partition, rank: Float64Array): [number, number][] {
  const [elements, ids]: [[number, number][], [number, number][]] = [[], []];
  for (let one = 0; one < refined.classes; one++) {
    if (refined.isPair(one)) continue;
    const members = byRank(refined.membersOf(one), rank);
    const target = members.filter((vertex) => graph.side[vertex] === 'target');
    const baseline = members.filter((vertex) => graph.side[vertex] === 'baseline');
    for (const [index, vertex] of baseline.entries()) {
      const list = graph.key[vertex] === undefined ? elements : ids;
      list.push([vertex, target[index] as number]);
    }
  }
  return [...elements, ...ids];
}

/** Vertices by the first time of each, those without one behind, in the order in which they came. */
function ranks(graph: Graph): Float64Array {
  const rank = Float64Array.from(graph.side, (_, vertex) => 1e15 + vertex);
  for (const { vertex, value, kind } of graph.measures) {
    if (kind === 'time' && (rank[vertex] as number) >= 1e15) rank[vertex] = value;
  }
  return rank;
}
