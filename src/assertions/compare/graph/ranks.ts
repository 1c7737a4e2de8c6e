import type { Graph } from './graph.ts';

/** Above the milliseconds of any real time. */
export const UNTIMED = 1e15;

/** Orders vertices by their first time; vertices without one come last, in order of appearance. */
export function ranks(graph: Graph): Float64Array {
  const rank = new Float64Array(graph.side.length);
  for (let vertex = 0; vertex < rank.length; vertex++) rank[vertex] = UNTIMED + vertex;
  for (const { vertex, value, kind } of graph.measures) {
    if (kind === 'time' && (rank[vertex] as number) >= UNTIMED) rank[vertex] = value;
  }
  return rank;
}

/** Sorts vertices by rank. */
export const byRank = (vertices: Int32Array, rank: Float64Array): number[] =>
  [...vertices].sort((a, b) => (rank[a] as number) - (rank[b] as number));

export const firstByRank = (vertices: Int32Array, rank: Float64Array): number =>
  vertices.reduce((first, vertex) => ((rank[vertex] as number) < (rank[first] as number) ? vertex : first));

/** All vertices by rank. Only those with a time have to be sorted. */
export function inRank(rank: Float64Array): Int32Array {
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
