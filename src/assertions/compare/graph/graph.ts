import type { Side } from '../../../model.ts';

/** A value that is compared by how near it is, not by what it is. */
export interface Measure {
  /** What it is in: the element of a multiset, or the whole answer. */
  readonly vertex: number;
  /** Where in that. */
  readonly place: number;
  readonly kind: 'time' | 'heartbeat' | 'seconds' | 'hours' | 'amount';
  /** Milliseconds of times, else the number itself. */
  readonly value: number;
}

/** How far a graph was at some time. */
export interface Mark {
  readonly vertices: number;
  readonly edges: number;
  readonly measures: number;
}

/**
 * What is known of ids, as a graph: vertices are ids and the elements of multisets that mention them, edges say where.
 * Two sides correspond when their graphs do, each vertex to one of its colour.
 */
export class Graph {
  readonly side: Side[] = [];
  /** Vertices of different colours never correspond. */
  readonly colour: number[] = [];
  /** The text of an id; undefined for an element. */
  readonly key: (string | undefined)[] = [];
  readonly from: number[] = [];
  readonly to: number[] = [];
  readonly label: number[] = [];
  readonly measures: Measure[] = [];

  add(side: Side, colour: number, key?: string): number {
    this.side.push(side);
    this.key.push(key);
    return this.colour.push(colour) - 1;
  }

  connect(from: number, to: number, label: number): void {
    this.from.push(from);
    this.to.push(to);
    this.label.push(label);
  }

  /** How far it is, to come back to. */
  mark(): Mark {
    return { vertices: this.side.length, edges: this.from.length, measures: this.measures.length };
  }

  /** Ids that were added since. */
  keysSince({ vertices }: Mark): string[] {
    return this.key.slice(vertices).filter((key) => key !== undefined);
  }

  /** Takes back what was added since. */
  reset({ vertices, edges, measures }: Mark): void {
    this.side.length = vertices;
    this.colour.length = vertices;
    this.key.length = vertices;
    this.from.length = edges;
    this.to.length = edges;
    this.label.length = edges;
    this.measures.length = measures;
  }
}
