import type { Graph } from './graph.ts';
import type { Partition } from './partition.ts';

/** Which vertex of the other side each vertex corresponds to. */
export interface Pairing {
  /** Equal for two vertices that are paired. */
  readonly classOf: Int32Array;
  partnerOf(vertex: number): number;
}

/**
 * Pairs all vertices at once. If no group has two vertices of a class, groups with a common class are connected alike, so
 * any of them can be paired. They are paired in the order of their first times.
 * Undefined if a group has two vertices of a class.
 */
export function* pairedGroups(
  graph: Graph,
  refined: Partition,
  groupOf: Int32Array,
  rank: Float64Array,
): Generator<void, Pairing | undefined> {
  const groups = groupsByClass(refined, groupOf);
  if (!groups) return undefined;
  yield;
  const first = firstRanks(rank, groupOf);
  const pairOf = new Int32Array(groupOf.length);
  let pairs = 0;
  for (const all of groups) {
    const side = (isBaseline: boolean) =>
      all
        .filter((group) => (graph.side[group] === 'baseline') === isBaseline)
        .sort((a, b) => (first[a] as number) - (first[b] as number));
    const [left, right] = [side(true), side(false)];
    for (let index = 0; index < left.length; index++) {
      pairOf[left[index] as number] = pairs;
      pairOf[right[index] as number] = pairs++;
    }
  }
  yield;
  return pairing(graph, refined, groupOf, pairOf, pairs);
}

/**
 * The representative of each vertex's group. Vertices without a partner form groups that are connected only through
 * vertices with a partner, as a server with its id and its addresses.
 */
export function groupsOf({ from, to, side }: Graph, refined: Partition): Int32Array {
  const parent = new Int32Array(side.length);
  for (let vertex = 0; vertex < parent.length; vertex++) parent[vertex] = vertex;
  for (let edge = 0; edge < from.length; edge++) {
    const [one, other] = [from[edge] as number, to[edge] as number];
    if (refined.isPair(refined.classOf[one] as number) || refined.isPair(refined.classOf[other] as number))
      continue;
    parent[topOf(parent, one)] = topOf(parent, other);
  }
  for (let vertex = 0; vertex < parent.length; vertex++) parent[vertex] = topOf(parent, vertex);
  return parent;
}

function topOf(parent: Int32Array, vertex: number): number {
  let at = vertex;
  while (parent[at] !== at) {
    const above = parent[at] as number;
    parent[at] = parent[above] as number;
    at = above;
  }
  return at;
}

/** Number of vertices up to which a group is followed. */
const MOST_FOLLOWED = 32;

/**
 * The small group of a vertex without a partner, if the group has at most one vertex of each class. Otherwise empty.
 */
export function plainGroup(refined: Partition, vertex: number): readonly number[] {
  const group = [vertex];
  const classes = [refined.classOf[vertex] as number];
  for (const member of group)
    for (const other of refined.neighboursOf(member)) {
      const one = refined.classOf[other] as number;
      if (group.includes(other) || refined.isPair(one)) continue;
      if (classes.includes(one) || group.length >= MOST_FOLLOWED) return [];
      group.push(other);
      classes.push(one);
    }
  return group;
}

/**
 * Divides classes whose vertices are in groups of different kinds: with other numbers of vertices of each class. As an
 * example, refinement does not distinguish rings of different lengths. Undefined if there is nothing to divide.
 */
export function dividedByGroups(refined: Partition, groupOf: Int32Array): Partition | undefined {
  const kindOf = kinds(refined, groupOf);
  let divided: Partition | undefined;
  for (let one = 0; one < refined.classes; one++) {
    if (refined.isPair(one)) continue;
    const members = refined.membersOf(one);
    const first = kindOf[groupOf[members[0] as number] as number];
    if (members.every((vertex) => kindOf[groupOf[vertex] as number] === first)) continue;
    const byKind = new Map<number, number[]>();
    for (const vertex of members) {
      const kind = kindOf[groupOf[vertex] as number] as number;
      const same = byKind.get(kind);
      if (same) same.push(vertex);
      else byKind.set(kind, [vertex]);
    }
    divided ??= refined.copy();
    divided.divide(one, [...byKind.values()]);
  }
  return divided;
}

/** For each group, a number that depends on how many vertices of each class it has. */
function kinds(refined: Partition, groupOf: Int32Array): Float64Array {
  const hashOf = new Int32Array(groupOf.length);
  const kindOf = new Float64Array(groupOf.length);
  for (let vertex = 0; vertex < groupOf.length; vertex++) {
    const group = groupOf[vertex] as number;
    hashOf[group] = (hashOf[group] as number) + mixed(refined.classOf[vertex] as number);
    kindOf[group] = (kindOf[group] as number) + 1;
  }
  for (let group = 0; group < kindOf.length; group++)
    kindOf[group] = ((hashOf[group] as number) >>> 0) * MOST_VERTICES + (kindOf[group] as number);
  return kindOf;
}

/** A hash and a size make one exact number below this number of vertices. */
const MOST_VERTICES = 2 ** 21;

/** A class's number with its bits spread, so that sums of different classes differ. */
function mixed(one: number): number {
  const spread = Math.imul(one + 1, 0x9e3779b1);
  return Math.imul(spread ^ (spread >>> 15), 0x85ebca6b);
}

/** The groups by the first class of which they have a vertex; undefined if one has two vertices of a class. */
function groupsByClass(refined: Partition, groupOf: Int32Array): number[][] | undefined {
  const lastClass = new Int32Array(groupOf.length).fill(-1);
  const found: number[][] = [];
  for (let one = 0; one < refined.classes; one++) {
    if (refined.isPair(one)) continue;
    const size = refined.sizeOf(one);
    const groups: number[] = [];
    for (let index = 0; index < size; index++) {
      const group = groupOf[refined.memberAt(one, index)] as number;
      if (lastClass[group] === one) return undefined;
      if (lastClass[group] === -1) groups.push(group);
      lastClass[group] = one;
    }
    if (groups.length > 0) found.push(groups);
  }
  return found;
}

/** The lowest rank of each group. */
function firstRanks(rank: Float64Array, groupOf: Int32Array): Float64Array {
  const first = new Float64Array(rank.length).fill(Number.POSITIVE_INFINITY);
  for (let vertex = 0; vertex < rank.length; vertex++) {
    const group = groupOf[vertex] as number;
    if ((rank[vertex] as number) < (first[group] as number)) first[group] = rank[vertex] as number;
  }
  return first;
}

/** Pairs the vertices of paired groups by their classes. */
function pairing(
  { side }: Graph,
  refined: Partition,
  groupOf: Int32Array,
  pairOf: Int32Array,
  pairs: number,
): Pairing {
  const classOf = new Int32Array(side.length);
  const partners = new Int32Array(side.length);
  const waiting = new Int32Array(pairs).fill(-1);
  for (let one = 0; one < refined.classes; one++) {
    const size = refined.sizeOf(one);
    const isPair = refined.isPair(one);
    for (let index = 0; index < size; index++) {
      const vertex = refined.memberAt(one, index);
      const pair = isPair ? 0 : (pairOf[groupOf[vertex] as number] as number);
      const other = isPair ? refined.partnerOf(vertex) : (waiting[pair] as number);
      if (!isPair) waiting[pair] = other < 0 ? vertex : -1;
      if (other < 0) continue;
      partners[vertex] = other;
      partners[other] = vertex;
      classOf[vertex] = Math.min(vertex, other);
      classOf[other] = Math.min(vertex, other);
    }
  }
  return { classOf, partnerOf: (vertex) => partners[vertex] as number };
}
