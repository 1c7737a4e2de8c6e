import type { PerSide, Side } from '../../../model.ts';
import type { Graph } from './graph.ts';
import { inSlices } from './in-slices.ts';

/** The vertices of both sides' ids that have no partner. */
export type VertexById = PerSide<Map<string, number>>;

/** Number of vertices or edges processed before yielding. */
const SLICE = 10_000;

/**
 * Vertices of the last answer's graph without a partner: ids, and the elements that connect them. They are the first
 * vertices of the next answer's graph.
 */
export class OpenVertices {
  readonly #graph: Graph;
  readonly #vertices: readonly number[];
  /** The class of each. Those of a class can be partners. */
  readonly #groups: readonly number[];
  readonly #vertexById: VertexById;
  /** Of each of the graph's vertices, its number among the open ones, from 1; else 0. */
  readonly #numberOf: Int32Array;

  private constructor(
    graph: Graph,
    vertices: readonly number[],
    groups: readonly number[],
    vertexById: VertexById,
    numberOf: Int32Array,
  ) {
    this.#graph = graph;
    this.#vertices = vertices;
    this.#groups = groups;
    this.#vertexById = vertexById;
    this.#numberOf = numberOf;
  }

  /** Keeps the ids among `vertices`, and the elements that connect them with others. */
  static *of(
    graph: Graph,
    vertices: readonly number[],
    groups: readonly number[],
    vertexById: VertexById,
  ): Generator<void, OpenVertices | undefined> {
    if (vertices.length === 0) return undefined;
    const { from, to, key } = graph;
    // At first, whether an edge connects it with another open vertex: 1 if so, -1 if not yet.
    const numberOf = new Int32Array(graph.side.length);
    for (const vertex of vertices) numberOf[vertex] = key[vertex] === undefined ? -1 : 1;
    yield;
    yield* inSlices(from.length, SLICE, (first, behind) => {
      for (let edge = first; edge < behind; edge++) {
        const [one, other] = [from[edge] as number, to[edge] as number];
        if (numberOf[one] === 0 || numberOf[other] === 0) continue;
        numberOf[one] = 1;
        numberOf[other] = 1;
      }
    });
    const [kept, keptGroups]: [number[], number[]] = [[], []];
    yield* inSlices(vertices.length, SLICE, (first, behind) => {
      for (let index = first; index < behind; index++) {
        const vertex = vertices[index] as number;
        const isConnected = numberOf[vertex] === 1;
        numberOf[vertex] = isConnected ? kept.push(vertex) : 0;
        if (isConnected) keptGroups.push(groups[index] as number);
      }
    });
    return new OpenVertices(graph, kept, keptGroups, vertexById, numberOf);
  }

  /** Adds them and their edges to an empty graph. */
  addTo(graph: Graph): void {
    const { side, key, from, to, label } = this.#graph;
    for (const [index, vertex] of this.#vertices.entries())
      graph.add(side[vertex] as Side, -1000 - (this.#groups[index] as number), key[vertex]);
    for (let edge = 0; edge < from.length; edge++) {
      const one = this.#numberOf[from[edge] as number] as number;
      const other = this.#numberOf[to[edge] as number] as number;
      if (one > 0 && other > 0) graph.connect(one - 1, other - 1, label[edge] as number);
    }
  }

  /** Adds the ids, by their vertices in the next answer's graph. */
  *addIds(ids: VertexById): Generator<void> {
    const { side, key } = this.#graph;
    yield* inSlices(this.#vertices.length, SLICE, (first, behind) => {
      for (let index = first; index < behind; index++) {
        const vertex = this.#vertices[index] as number;
        const id = key[vertex];
        if (id !== undefined) ids[side[vertex] as Side].set(id, index);
      }
    });
  }

  /** The number of an id, from 1; undefined if it is not open. */
  numberOf(side: Side, id: string): number | undefined {
    const vertex = this.#vertexById[side].get(id);
    return (vertex !== undefined && this.#numberOf[vertex]) || undefined;
  }

  ids(of: Side): string[] {
    const { side, key } = this.#graph;
    return this.#vertices.filter((vertex) => side[vertex] === of).flatMap((vertex) => key[vertex] ?? []);
  }
}
