import { mix } from '../text/hash.ts';
import type { Edges } from './edges.ts';
import { inSlices } from './in-slices.ts';

/** Vertices by colour. */
export interface ColourClasses {
  /** Class of each vertex, from 0. */
  readonly classOf: Int32Array;
  readonly count: number;
  /** Whether any two vertices of a class are connected alike, so that nothing is left to refine. */
  readonly isStable: boolean;
}

/** Rounds suffice for most answers. Long chains need one per vertex, which is slower than refining class by class. */
const MOST_ROUNDS = 6;

/** Number of vertices to process before yielding. */
const SLICE = 20_000;

const HIGH = 0x1_0000_0000;

/**
 * Classes of equal colours. In each round, a vertex's colour becomes that of itself and all its neighbours, until a round
 * makes no more classes.
 * @param isWhole of each vertex, whether it keeps its colour
 */
export function* colourClasses(
  colours: readonly number[],
  edges: Edges,
  isWhole: Uint8Array,
): Generator<void, ColourClasses> {
  const size = colours.length;
  let [one, other] = [new Int32Array(size), new Int32Array(size)];
  for (let vertex = 0; vertex < size; vertex++) {
    const colour = colours[vertex] as number;
    one[vertex] = Math.floor(colour / HIGH) | 0;
    other[vertex] = colour | 0;
  }
  const numbers = new Numbers(size);
  let count = yield* numbers.number(one, other);
  let [nextOne, nextOther] = [new Int32Array(size), new Int32Array(size)];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    yield* inSlices(size, SLICE, (from, to) => {
      mixNeighbours(edges, isWhole, one, nextOne, from, to);
      mixNeighbours(edges, isWhole, other, nextOther, from, to);
    });
    [one, other, nextOne, nextOther] = [nextOne, nextOther, one, other];
    const before = count;
    count = yield* numbers.number(one, other);
    if (count === before) return { classOf: numbers.numberOf, count, isStable: true };
  }
  return { classOf: numbers.numberOf, count, isStable: false };
}

/** One lane of the colours of some vertices, with those of their neighbours in any order. */
function mixNeighbours(
  { offsets, neighbours, labels }: Edges,
  isWhole: Uint8Array,
  lane: Int32Array,
  next: Int32Array,
  from: number,
  to: number,
): void {
  for (let vertex = from; vertex < to; vertex++) {
    const own = lane[vertex] as number;
    if (isWhole[vertex]) {
      next[vertex] = own;
      continue;
    }
    let sum = 0;
    const end = offsets[vertex + 1] as number;
    for (let at = offsets[vertex] as number; at < end; at++)
      sum = (sum + mix(labels[at] as number, lane[neighbours[at] as number] as number)) | 0;
    next[vertex] = mix(own, sum);
  }
}

/** Numbers vertices in the order of appearance, equal ones alike: a hash table of typed arrays. */
class Numbers {
  readonly numberOf: Int32Array;
  /** The vertices that have got a number first, plus 1. */
  readonly #table: Int32Array;

  constructor(size: number) {
    this.numberOf = new Int32Array(size);
    this.#table = new Int32Array(2 ** Math.ceil(Math.log2(2 * size + 1)));
  }

  /** Numbers all vertices by their lanes. Returns how many numbers there are. */
  *number(one: Int32Array, other: Int32Array): Generator<void, number> {
    this.#table.fill(0);
    let count = 0;
    yield* inSlices(one.length, SLICE, (from, to) => {
      count = this.#add(one, other, from, to, count);
    });
    return count;
  }

  #add(one: Int32Array, other: Int32Array, from: number, to: number, numbered: number): number {
    const [table, numberOf] = [this.#table, this.numberOf];
    const last = table.length - 1;
    let count = numbered;
    for (let vertex = from; vertex < to; vertex++) {
      let slot = mix(one[vertex] as number, other[vertex] as number) & last;
      for (;;) {
        const first = (table[slot] as number) - 1;
        if (first < 0) {
          table[slot] = vertex + 1;
          numberOf[vertex] = count++;
          break;
        }
        if (one[first] === one[vertex] && other[first] === other[vertex]) {
          numberOf[vertex] = numberOf[first] as number;
          break;
        }
        slot = (slot + 1) & last;
      }
    }
    return count;
  }
}
