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
  readonly from: number[] = [];
  readonly to: number[] = [];
  readonly label: number[] = [];
  readonly measures: Measure[] = [];
  /** Whether integers are among the ids. */
  hasNumbers = false;

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

  /** The current size, for `reset`. */
  mark(): Mark {
    return { vertices: this.side.length, edges: this.from.length, measures: this.measures.length };
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
    this.from.length = edges;
    this.to.length = edges;
    this.label.length = edges;
    this.measures.length = measures;
  }
}
