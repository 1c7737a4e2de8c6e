import type { Graph } from './graph.ts';
import { inSlices } from './in-slices.ts';

/** Number of edges to process before yielding. */
const SLICE = 20_000;

/** The edges of all vertices, seen from both ends. Those of a vertex are from its offset to the next vertex's. */
export interface Edges {
  readonly offsets: Int32Array;
  readonly neighbours: Int32Array;
  readonly labels: Int32Array;
}

/** The edges of a graph, in slices. */
export function* edgesOf({ side, from, to, label }: Graph): Generator<void, Edges> {
  const offsets = new Int32Array(side.length + 1);
  const neighbours = new Int32Array(2 * from.length);
  const labels = new Int32Array(2 * from.length);
  const count = (vertex: number): void => {
    offsets[vertex + 1] = (offsets[vertex + 1] as number) + 1;
  };
  for (const vertex of from) count(vertex);
  yield;
  for (const vertex of to) count(vertex);
  yield;
  for (let vertex = 1; vertex < offsets.length; vertex++)
    offsets[vertex] = (offsets[vertex] as number) + (offsets[vertex - 1] as number);
  const next = offsets.slice();
  const add = (one: number, other: number, value: number): void => {
    const at = next[one] as number;
    next[one] = at + 1;
    neighbours[at] = other;
    labels[at] = value;
  };
  yield* inSlices(from.length, SLICE, (first, behind) => {
    for (let edge = first; edge < behind; edge++) {
      const one = from[edge] as number;
      const other = to[edge] as number;
      const value = label[edge] as number;
      // The two ends of an edge do not look alike.
      add(one, other, scramble(value));
      add(other, one, scramble(value ^ 0x55555555));
    }
  });
  return { offsets, neighbours, labels };
}

const scramble = (value: number): number => {
  const half = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  return (half ^ (half >>> 15)) | 0;
};
