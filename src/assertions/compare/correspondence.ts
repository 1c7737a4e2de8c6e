import type { PerSide, Side } from '../../model.ts';
import { SIDES } from '../../model.ts';
import type { Graph } from './graph/graph.ts';
import { inSlices } from './graph/in-slices.ts';
import { OpenVertices, type VertexById } from './graph/open-vertices.ts';
import type { Partition } from './graph/partition.ts';
import { type Clocks, type OrderOptions, TimeOrder } from './times/time-order.ts';

/**
 * Maps the baseline's identifiers to the target's for a whole scenario. An id has a partner if only one candidate is
 * left; otherwise it belongs to a class of candidates. Every answer narrows the classes.
 */
export class Correspondence {
  #times: TimeOrder;
  #known: PerSide<ReadonlySet<string>>;
  /** The pair of each id that has a partner. */
  #pairs: PerSide<Map<string, number>> = { baseline: new Map(), target: new Map() };
  /** The target's id of each pair. */
  #targets: string[] = [];
  #open: OpenVertices | undefined;
  /** Ids of deleted resources. A deployment may assign them again. */
  #ended: PerSide<Set<string>> = { baseline: new Set(), target: new Set() };
  #chosen = new Set<string>();
  #chosenTimes = new Set<number>();
  #hasNumbers = false;
  #begun: PerSide<number> | undefined;

  constructor(pairs: Iterable<readonly [string, string]> = [], order: OrderOptions = {}) {
    this.#times = new TimeOrder(order);
    const known = [...pairs];
    for (const [baseline, target] of known) this.#pair(baseline, target);
    const plain = (index: 0 | 1) =>
      new Set(known.map((pair) => pair[index]).filter((id) => /^[0-9a-f]{32}$/.test(id)));
    this.#known = { baseline: plain(0), target: plain(1) };
  }

  get times(): TimeOrder {
    return this.#times;
  }

  /** Ids without dashes that are known in advance. */
  get known(): PerSide<ReadonlySet<string>> {
    return this.#known;
  }

  /** Copies the current state. The copy and the original then learn independently. */
  copy(): Correspondence {
    const copy = new Correspondence();
    copy.#times = this.#times.copy();
    copy.#known = this.#known;
    copy.#pairs = { baseline: new Map(this.#pairs.baseline), target: new Map(this.#pairs.target) };
    copy.#targets = [...this.#targets];
    copy.#open = this.#open;
    copy.#ended = { baseline: new Set(this.#ended.baseline), target: new Set(this.#ended.target) };
    copy.#chosen = new Set(this.#chosen);
    copy.#chosenTimes = new Set(this.#chosenTimes);
    copy.#hasNumbers = this.#hasNumbers;
    copy.#begun = this.#begun;
    return copy;
  }

  /** Sets the current time on both sides, and how the scenario went so far, in milliseconds. */
  setNow(now: PerSide<number>, { elapsed, waitedApart }: Partial<Omit<Clocks, Side>> = {}): void {
    this.#begun ??= now;
    const passed = Math.max(...SIDES.map((side) => now[side] - (this.#begun?.[side] ?? now[side])));
    this.times.setClocks({ ...now, elapsed: Math.max(passed, elapsed ?? 0), waitedApart });
  }

  /** The target's id for `baseline`; undefined if several candidates are left. */
  target(baseline: string): string | undefined {
    const pair = this.#pairs.baseline.get(baseline);
    return pair === undefined ? undefined : this.#targets[pair];
  }

  /** The number of an id's pair, or -1 - its vertex if it has none yet; undefined for an unknown id. */
  idOf(side: Side, key: string, isShown: boolean): number | undefined {
    if (isShown && this.#ended[side].has(key)) return undefined;
    const pair = this.#pairs[side].get(key);
    if (pair !== undefined || this.#open === undefined) return pair;
    const number = this.#open.numberOf(side, key);
    return number === undefined ? undefined : -number;
  }

  isMet(key: string): boolean {
    return SIDES.some((side) => this.idOf(side, key, false) !== undefined);
  }

  /** Whether answers contained integers that identify resources. */
  get hasNumbers(): boolean {
    return this.#hasNumbers;
  }

  /** Records values that the client sent equally to both sides as its own, unless a deployment showed them before. */
  choose(keys: Iterable<string>, times: Iterable<number>): void {
    for (const key of keys) if (!this.isMet(key)) this.#chosen.add(key);
    for (const time of times) if (!this.times.isMet(time)) this.#chosenTimes.add(time);
  }

  isChosen(key: string): boolean {
    return this.#chosen.size > 0 && this.#chosen.has(key);
  }

  isChosenTime(ms: number): boolean {
    return this.#chosenTimes.size > 0 && this.#chosenTimes.has(ms);
  }

  /** Marks ids as deleted, and with them all addresses. */
  end(side: Side, keys: readonly string[]): void {
    for (const key of keys) this.#ended[side].add(key);
    for (const key of [...this.#pairs[side].keys(), ...(this.#open?.ids(side) ?? [])])
      if (ADDRESS.test(key)) this.#ended[side].add(key);
  }

  /** Adds the open ids and their edges to a graph, as its first vertices. */
  addTo(graph: Graph): void {
    this.#open?.addTo(graph);
  }

  /**
   * Learns from an answer. A class of two becomes a pair; larger classes stay open.
   * @param ids The answer's ids without a partner, by their vertices. Kept, so not to be changed afterwards.
   * @param chosen Pairs to accept although the sides do not correspond. Ids in other unbalanced classes are forgotten.
   */
  *learn(
    graph: Graph,
    partition: Partition,
    ids: VertexById,
    chosen: readonly (readonly [number, number])[] = [],
  ): Generator<void> {
    this.#hasNumbers ||= graph.hasNumbers;
    yield* this.#endPairs(graph);
    if (this.#open) yield* this.#open.addIds(ids);
    const settled = new Set(chosen.flat());
    for (const [baseline, other] of chosen) this.#pairVertices(graph, baseline, other);
    const open: number[] = [];
    const group: number[] = [];
    yield* inSlices(partition.classes, SLICE, (from, to) => {
      for (let one = from; one < to; one++) {
        if (settled.size === 0 && partition.isPair(one)) {
          this.#pairVertices(graph, partition.memberAt(one, 0), partition.memberAt(one, 1));
          continue;
        }
        const all = partition.membersOf(one);
        const members = settled.size === 0 ? all : all.filter((vertex) => !settled.has(vertex));
        if (!isBalanced(members, graph)) continue;
        if (members.length === 2) this.#pairVertices(graph, members[0] as number, members[1] as number);
        else
          for (let index = 0; index < members.length; index++) {
            open.push(members[index] as number);
            group.push(one);
          }
      }
    });
    this.#open = yield* OpenVertices.of(graph, open, group, ids);
  }

  /** Forgets the pairs of deleted ids that the answer shows again, as they belong to new resources. */
  *#endPairs({ key, side }: Graph): Generator<void> {
    if (SIDES.every((each) => this.#ended[each].size === 0)) return;
    yield* inSlices(key.length, SLICE, (from, to) => {
      for (let vertex = from; vertex < to; vertex++) {
        const id = key[vertex];
        const ended = this.#ended[side[vertex] as Side];
        if (id === undefined || ended.size === 0) continue;
        this.#pairs[side[vertex] as Side].delete(id);
        ended.delete(id);
      }
    });
  }

  #pair(baseline: string, target: string): void {
    const pair = this.#targets.push(target) - 1;
    this.#pairs.baseline.set(baseline, pair);
    this.#pairs.target.set(target, pair);
  }

  #pairVertices({ side, key }: Graph, one: number, other: number): void {
    const [baseline, target] = side[one] === 'baseline' ? [key[one], key[other]] : [key[other], key[one]];
    if (baseline !== undefined && target !== undefined) this.#pair(baseline, target);
  }
}

/** Number of vertices, edges or classes processed before yielding. */
const SLICE = 10_000;

const ADDRESS = /^(?:\d+\.){3}\d+$|:.*:/;

/** Whether both sides have the same number of members. */
function isBalanced(members: Int32Array, graph: Graph): boolean {
  let surplus = 0;
  for (let index = 0; index < members.length; index++)
    surplus += graph.side[members[index] as number] === 'baseline' ? 1 : -1;
  return surplus === 0;
}
