import type { Side } from '../../../model.ts';
import type { Graph, Measure } from '../graph/graph.ts';
import { mix } from '../text/hash.ts';

/** The description so far of one thing: a hash of two lanes, and the vertex for its ids and times. */
export class Description {
  readonly #graph: Graph;
  readonly #side: Side;
  one = 0;
  other = 0;
  /** -1 for a thing without ids or times. */
  vertex = -1;

  constructor(graph: Graph, side: Side) {
    this.#graph = graph;
    this.#side = side;
  }

  /** Adds a value at a place. The order in which values are added does not matter. */
  add(one: number, other: number, valueOne: number, valueOther: number): void {
    this.one = (this.one + mix(one, valueOne)) | 0;
    this.other = (this.other + mix(other, valueOther ^ valueOne)) | 0;
  }

  /** Connects it with the vertex of an id or element at a place. */
  connect(vertex: number, place: number): void {
    this.#graph.connect(this.own(), vertex, place);
  }

  measure(kind: Measure['kind'], value: number, place: number): void {
    this.#graph.measures.push({ vertex: this.own(), place, kind, value });
  }

  /** Its vertex, made when it is first needed. */
  own(): number {
    if (this.vertex < 0) this.vertex = this.#graph.add(this.#side, 0);
    return this.vertex;
  }
}
