import { colourClasses } from './colour-classes.ts';
import { type Edges, edgesOf } from './edges.ts';
import type { Graph } from './graph.ts';

/** Of each class, what connects its touched vertices with a splitter; and the classes that are touched. */
class Tally {
  readonly touchedOf: Int32Array;
  /** How the first of them is connected; `isMixed` if another one is connected differently. */
  readonly sumOf: Int32Array;
  readonly isMixed: Uint8Array;
  readonly classes: Int32Array;

  constructor(count: number) {
    this.touchedOf = new Int32Array(count);
    this.sumOf = new Int32Array(count);
    this.isMixed = new Uint8Array(count);
    this.classes = new Int32Array(count);
  }
}

/**
 * Vertices in classes, such that any two of a class are connected alike: colour refinement. Vertices of both sides in one
 * class can correspond, others cannot. The time is the number of edges times the logarithm of the number of vertices.
 */
export class Partition {
  readonly #graph: Graph;
  /** Class of each vertex. */
  readonly classOf: Int32Array;
  readonly #members: Int32Array;
  readonly #position: Int32Array;
  /** Of each class: its first position among the members, its size, and its surplus of baseline vertices. */
  #start: number[] = [];
  #size: number[] = [];
  #surplus: number[] = [];
  readonly #edges: Edges;
  readonly #isBaseline: Uint8Array;
  readonly #sums: Int32Array;
  readonly #seen: Uint8Array;
  readonly #touched: Int32Array;
  readonly #isWhole: Uint8Array;
  readonly #tally: Tally;
  readonly #queue: number[] = [];
  readonly #queued: boolean[] = [];
  /** How many classes have more vertices of one side than of the other. */
  unbalanced = 0;

  private constructor(graph: Graph, edges: Edges, like?: Partition) {
    const count = graph.side.length;
    this.#graph = graph;
    this.#edges = edges;
    this.classOf = like ? like.classOf.slice() : new Int32Array(count);
    this.#members = like ? like.#members.slice() : new Int32Array(count);
    this.#position = like ? like.#position.slice() : new Int32Array(count);
    // Arrays that are only used within a step are shared.
    this.#sums = like ? like.#sums : new Int32Array(count);
    this.#seen = like ? like.#seen : new Uint8Array(count);
    this.#touched = like ? like.#touched : new Int32Array(count);
    this.#isWhole = like ? like.#isWhole : new Uint8Array(count);
    this.#tally = like ? like.#tally : new Tally(count);
    this.#isBaseline = like ? like.#isBaseline : new Uint8Array(count);
    if (!like)
      for (let vertex = 0; vertex < count; vertex++)
        this.#isBaseline[vertex] = graph.side[vertex] === 'baseline' ? 1 : 0;
    if (like) {
      this.#start = [...like.#start];
      this.#size = [...like.#size];
      this.#surplus = [...like.#surplus];
      this.unbalanced = like.unbalanced;
    }
  }

  /**
   * The classes of a graph's colours, in slices.
   * @param whole Vertices that stay in one class, so that one difference does not make all other vertices differ.
   */
  static *of(graph: Graph, whole: readonly number[] = []): Generator<void, Partition> {
    const partition = new Partition(graph, yield* edgesOf(graph));
    for (const vertex of whole) partition.#isWhole[vertex] = 1;
    yield;
    yield* partition.#colour(graph.colour);
    return partition;
  }

  /** A partition with the same classes, to refine separately. */
  copy(): Partition {
    return new Partition(this.#graph, this.#edges, this);
  }

  get classes(): number {
    return this.#size.length;
  }

  membersOf(one: number): Int32Array {
    const start = this.#start[one] as number;
    return this.#members.subarray(start, start + (this.#size[one] as number));
  }

  /** As above, one by one: faster than an array of each of many small classes. */
  memberAt(one: number, index: number): number {
    return this.#members[(this.#start[one] as number) + index] as number;
  }

  sizeOf(one: number): number {
    return this.#size[one] as number;
  }

  /** The vertices that edges connect with a vertex. */
  neighboursOf(vertex: number): Int32Array {
    const { offsets, neighbours } = this.#edges;
    return neighbours.subarray(offsets[vertex], offsets[vertex + 1]);
  }

  /** Whether a class is a pair: one vertex of each side. */
  isPair(one: number): boolean {
    return this.#size[one] === 2 && this.#surplus[one] === 0;
  }

  /** Refines until all of each class are connected alike; on request, stops when the sides no longer correspond. */
  refine(stopUnbalanced: boolean): void {
    while (!this.refineSome(stopUnbalanced, Number.POSITIVE_INFINITY));
  }

  /** As above, by at most so many classes. Whether it is finished. */
  refineSome(stopUnbalanced: boolean, most: number): boolean {
    for (let done = 0; done < most; done++) {
      if (stopUnbalanced && this.unbalanced > 0) {
        for (const each of this.#queue.splice(0)) this.#queued[each] = false;
      }
      const one = this.#queue.pop();
      if (one === undefined) return true;
      this.#queued[one] = false;
      this.#splitBy(one);
    }
    return false;
  }

  /** The other vertex of a class of two; -1 for one of a larger class. */
  partnerOf(vertex: number): number {
    const one = this.classOf[vertex] as number;
    if (!this.isPair(one)) return -1;
    const start = this.#start[one] as number;
    const first = this.#members[start] as number;
    return first === vertex ? (this.#members[start + 1] as number) : first;
  }

  /** Makes each group of a class's vertices a new class. */
  divide(one: number, groups: number[][]): void {
    this.#split(one, groups);
  }

  /** Makes two vertices of a class a new class. */
  pair(baseline: number, target: number): void {
    const one = this.classOf[baseline] as number;
    if ((this.#size[one] as number) === 2) return;
    this.#split(one, [[baseline, target]]);
  }

  /** Makes the classes of the colours. Those that may still be divided are to be refined. */
  *#colour(colours: readonly number[]): Generator<void> {
    const { classOf, count, isStable } = yield* colourClasses(colours, this.#edges, this.#isWhole);
    const sizes = new Int32Array(count);
    const surplus = new Int32Array(count);
    for (let vertex = 0; vertex < classOf.length; vertex++) {
      const one = classOf[vertex] as number;
      sizes[one] = (sizes[one] as number) + 1;
      surplus[one] = (surplus[one] as number) + (this.#isBaseline[vertex] ? 1 : -1);
    }
    yield;
    let at = 0;
    for (let one = 0; one < count; one++) {
      const size = sizes[one] as number;
      this.#add(at, size, surplus[one] as number);
      if (!isStable) this.#enqueue(one);
      sizes[one] = at;
      at += size;
    }
    yield;
    const next = sizes;
    for (let vertex = 0; vertex < classOf.length; vertex++) {
      const one = classOf[vertex] as number;
      const position = next[one] as number;
      next[one] = position + 1;
      this.classOf[vertex] = one;
      this.#position[vertex] = position;
      this.#members[position] = vertex;
    }
  }

  #add(start: number, size: number, surplus: number): number {
    this.#start.push(start);
    this.#surplus.push(surplus);
    if (surplus !== 0) this.unbalanced++;
    return this.#size.push(size) - 1;
  }

  #enqueue(one: number): void {
    if (this.#queued[one]) return;
    this.#queued[one] = true;
    this.#queue.push(one);
  }

  /** Splits all classes by how their vertices are connected to those of one. */
  #splitBy(splitter: number): void {
    const touched = this.#touched;
    const count = this.#touch(splitter);
    const uneven = this.#uneven(count);
    if (!uneven) return;
    for (let index = 0; index < count; index++) {
      const vertex = touched[index] as number;
      const groups = this.#isWhole[vertex] ? undefined : uneven.get(this.classOf[vertex] as number);
      if (!groups) continue;
      const sum = this.#sums[vertex] as number;
      const group = groups.get(sum);
      if (group) group.push(vertex);
      else groups.set(sum, [vertex]);
    }
    for (const [one, groups] of uneven) this.#split(one, [...groups.values()]);
  }

  /**
   * The classes of the touched vertices that are not connected alike, each with an empty map of groups. Most classes are
   * connected alike, so groups are only collected for the others. Undefined if there is none.
   */
  #uneven(count: number): Map<number, Map<number, number[]>> | undefined {
    const { touchedOf, sumOf, isMixed, classes } = this.#tally;
    let touchedClasses = 0;
    for (let index = 0; index < count; index++) {
      const vertex = this.#touched[index] as number;
      this.#seen[vertex] = 0;
      const one = this.classOf[vertex] as number;
      if (this.#size[one] === 1 || this.#isWhole[vertex]) continue;
      const sum = this.#sums[vertex] as number;
      const before = touchedOf[one] as number;
      if (before === 0) {
        classes[touchedClasses++] = one;
        sumOf[one] = sum;
      } else if (sumOf[one] !== sum) isMixed[one] = 1;
      touchedOf[one] = before + 1;
    }
    let uneven: Map<number, Map<number, number[]>> | undefined;
    for (let index = 0; index < touchedClasses; index++) {
      const one = classes[index] as number;
      if (isMixed[one] || touchedOf[one] !== this.#size[one]) {
        uneven ??= new Map();
        uneven.set(one, new Map());
      }
      touchedOf[one] = 0;
      isMixed[one] = 0;
    }
    return uneven;
  }

  /** Finds the vertices that a class is connected with; adds up, for each, how. They are marked as seen. Their number. */
  #touch(splitter: number): number {
    const { offsets, neighbours, labels } = this.#edges;
    const [seen, sums] = [this.#seen, this.#sums];
    const start = this.#start[splitter] as number;
    const behind = start + (this.#size[splitter] as number);
    let count = 0;
    for (let index = start; index < behind; index++) {
      const member = this.#members[index] as number;
      const end = offsets[member + 1] as number;
      for (let at = offsets[member] as number; at < end; at++) {
        const vertex = neighbours[at] as number;
        if (!seen[vertex]) {
          seen[vertex] = 1;
          sums[vertex] = 0;
          this.#touched[count++] = vertex;
        }
        sums[vertex] = (sums[vertex] as number) + (labels[at] as number);
      }
    }
    return count;
  }

  /** Makes groups of a class new classes. All resulting parts but the largest then split other classes. */
  #split(one: number, groups: number[][]): void {
    groups.sort((a, b) => b.length - a.length);
    const touched = groups.reduce((sum, group) => sum + group.length, 0);
    if (touched === this.#size[one]) groups.shift();
    if (groups.length === 0) return;
    const rest = (this.#size[one] as number) - groups.reduce((sum, group) => sum + group.length, 0);
    const largest = rest < (groups[0]?.length ?? 0) && !this.#queued[one] ? groups[0] : undefined;
    if (largest) this.#enqueue(one);
    const before = this.#surplus[one] as number;
    for (const group of groups) {
      const start = (this.#start[one] as number) + (this.#size[one] as number) - group.length;
      let surplus = 0;
      for (let place = 0; place < group.length; place++) {
        const vertex = group[place] as number;
        this.#swap(vertex, start + place);
        this.classOf[vertex] = this.#size.length;
        surplus += this.#isBaseline[vertex] ? 1 : -1;
      }
      this.#size[one] = (this.#size[one] as number) - group.length;
      this.#surplus[one] = (this.#surplus[one] as number) - surplus;
      const made = this.#add(start, group.length, surplus);
      if (group !== largest) this.#enqueue(made);
    }
    this.unbalanced += Number(this.#surplus[one] !== 0) - Number(before !== 0);
  }

  #swap(vertex: number, to: number): void {
    const from = this.#position[vertex] as number;
    const other = this.#members[to] as number;
    this.#members[to] = vertex;
    this.#members[from] = other;
    this.#position[vertex] = to;
    this.#position[other] = from;
  }
}
