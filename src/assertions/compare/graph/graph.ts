import type { Side } from '../../../model.ts';

/** A value compared with a tolerance. */
export interface Measure {
  /** The element of an unordered list, or the whole answer, that contains the value. */
  readonly vertex: number;
  /** The position of the value in that element or answer. */
  readonly place: number;
  readonly kind: 'time' | 'heartbeat' | 'seconds' | 'hours' | 'amount';
  /** Milliseconds for times, otherwise the number itself. */
  readonly value: number;
}

/** The size of a graph at some point. */
export interface Mark {
  readonly vertices: number;
  readonly edges: number;
  readonly measures: number;
}

/**
 * Relations between ids as a graph. Vertices are ids, and elements of unordered lists that contain them; edge labels
 * are positions. The sides correspond if their graphs are isomorphic and paired vertices have the same colour.
 */
export class Graph {
  readonly side: Side[] = [];
  /** Vertices of different colours never match. */
  readonly colour: number[] = [];
  /** The text of an id; undefined for an element. */
  readonly key: (string | undefined)[] = [];
  readonly measures: Measure[] = [];
  /** From, to and label of each edge. Typed, because garbage collectors do not search numbers for references. */
  #edges: readonly [Int32Array, Int32Array, Int32Array] = threeOf(64);
  #edgeCount = 0;
  /** Whether integers are among the ids. */
  hasNumbers = false;

  get from(): Int32Array {
    return this.#edges[0].subarray(0, this.#edgeCount);
  }

  get to(): Int32Array {
    return this.#edges[1].subarray(0, this.#edgeCount);
  }

  get label(): Int32Array {
    return this.#edges[2].subarray(0, this.#edgeCount);
  }

  add(side: Side, colour: number, key?: string): number {
    this.side.push(side);
    this.key.push(key);
    return this.colour.push(colour) - 1;
  }

  connect(from: number, to: number, label: number): void {
    const at = this.#edgeCount++;
    if (at === this.#edges[0].length) this.#edges = threeOf(2 * at, this.#edges);
    const [froms, tos, labels] = this.#edges;
    froms[at] = from;
    tos[at] = to;
    labels[at] = label;
  }

  /** The current size, for `reset`. */
  mark(): Mark {
    return { vertices: this.side.length, edges: this.#edgeCount, measures: this.measures.length };
  }

  /** Ids added since a mark. */
  keysSince({ vertices }: Mark): string[] {
    return this.key.slice(vertices).filter((key) => key !== undefined);
  }

  /** Removes everything added since a mark. */
  reset({ vertices, edges, measures }: Mark): void {
    this.side.length = vertices;
    this.colour.length = vertices;
    this.key.length = vertices;
    this.#edgeCount = edges;
    this.measures.length = measures;
  }
}

/** Three arrays that begin with the values of others. */
const threeOf = (
  length: number,
  begin: readonly Int32Array[] = [],
): readonly [Int32Array, Int32Array, Int32Array] => {
  const one = (index: number): Int32Array => {
    const array = new Int32Array(length);
    array.set(begin[index] ?? []);
    return array;
  };
  return [one(0), one(1), one(2)];
};
