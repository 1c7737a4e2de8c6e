import type { PerSide, Side } from '../../model.ts';
import { SIDES } from '../../model.ts';
import type { Graph } from './graph/graph.ts';
import type { Partition } from './graph/partition.ts';
import { TimeOrder } from './times/time-order.ts';

/** A vertex that is not yet paired: an id, or an element of an earlier answer that says something of two of them. */
interface Open {
  readonly side: Side;
  readonly key: string | undefined;
  readonly group: number;
}

export interface CorrespondenceOptions {
  /** Several things are made by one request: the order of their times is chance. */
  readonly together?: boolean;
}

/**
 * Which identifier of the baseline stands for which of the target, for a whole scenario: as pairs where only one partner
 * is left, and as classes of those that are left where there are more. Every answer narrows them.
 */
export class Correspondence {
  readonly times: TimeOrder;
  /** Ids without dashes that are known beforehand. */
  readonly known: PerSide<ReadonlySet<string>>;
  readonly #ids: PerSide<Map<string, number>> = { baseline: new Map(), target: new Map() };
  readonly #targets = new Map<number, string>();
  #pairs = 0;
  #open: readonly Open[] = [];
  #edges: readonly (readonly [number, number, number])[] = [];
  /** Ids whose thing is gone: they can be given out again. */
  readonly #ended: PerSide<Set<string>> = { baseline: new Set(), target: new Set() };
  readonly #chosen = new Set<string>();
  readonly #chosenTimes = new Set<number>();
  #hasNumbers = false;
  #begun: PerSide<number> | undefined;

  constructor(
    pairs: Iterable<readonly [string, string]> = [],
    { together = false }: CorrespondenceOptions = {},
  ) {
    this.times = new TimeOrder(together);
    const known = [...pairs];
    for (const [baseline, target] of known) this.#pair(baseline, target);
    const plain = (index: 0 | 1) =>
      new Set(known.map((pair) => pair[index]).filter((id) => /^[0-9a-f]{32}$/.test(id)));
    this.known = { baseline: plain(0), target: plain(1) };
  }

  /** Tells what time it is on both sides, in milliseconds, and how long the scenario took so far. */
  setNow(now: PerSide<number>, elapsed: number | undefined): void {
    this.#begun ??= now;
    const passed = Math.max(...SIDES.map((side) => now[side] - (this.#begun?.[side] ?? now[side])));
    this.times.setClocks({ ...now, elapsed: Math.max(passed, elapsed ?? 0) });
  }

  /** What stands for `baseline` on the target, if only one is left. */
  target(baseline: string): string | undefined {
    const pair = this.#ids.baseline.get(baseline);
    return pair === undefined ? undefined : this.#targets.get(pair);
  }

  /** What an id is known as: the number of its pair, or -1 - its vertex; undefined for one not met before. */
  idOf(side: Side, key: string, isShown: boolean): number | undefined {
    return isShown && this.#ended[side].has(key) ? undefined : this.#ids[side].get(key);
  }

  isMet(key: string): boolean {
    return SIDES.some((side) => this.#ids[side].has(key));
  }

  /** Whether integers were met that are ids of things. */
  get hasNumbers(): boolean {
    return this.#hasNumbers;
  }

  /** Takes what a client sent alike to both sides as its own choice, unless a deployment gave it before. */
  choose(keys: Iterable<string>, times: Iterable<number>): void {
    for (const key of keys) if (!this.isMet(key)) this.#chosen.add(key);
    for (const time of times) if (!this.times.isMet(time)) this.#chosenTimes.add(time);
  }

  isChosen(key: string): boolean {
    return this.#chosen.has(key);
  }

  isChosenTime(ms: number): boolean {
    return this.#chosenTimes.has(ms);
  }

  /** Tells that things are gone, and with them their addresses and numbers. */
  end(side: Side, keys: readonly string[]): void {
    for (const key of keys) this.#ended[side].add(key);
    for (const key of this.#ids[side].keys()) if (ADDRESS.test(key)) this.#ended[side].add(key);
  }

  /** Puts what is known of ids without a partner into a graph, as its first vertices. */
  addTo(graph: Graph): void {
    for (const { side, key, group } of this.#open) graph.add(side, -1000 - group, key);
    for (const [from, to, label] of this.#edges) graph.connect(from, to, label);
  }

  /**
   * Learns what an answer said: classes of two are pairs, others stay open.
   * @param chosen Pairs to take though the sides do not correspond; ids of classes that do not are forgotten else.
   */
  learn(graph: Graph, partition: Partition, chosen: readonly (readonly [number, number])[] = []): void {
    for (const side of SIDES) this.#forget(side, graph);
    const settled = new Set(chosen.flat());
    for (const [baseline, target] of chosen)
      this.#pair(graph.key[baseline] as string, graph.key[target] as string);
    const open: Open[] = [];
    const numberOf = new Map<number, number>();
    for (let one = 0; one < partition.classes; one++) {
      const members = [...partition.membersOf(one)].filter((vertex) => !settled.has(vertex));
      const baseline = members.filter((vertex) => graph.side[vertex] === 'baseline');
      if (2 * baseline.length !== members.length) continue;
      if (members.length === 2) {
        const target = members.find((vertex) => vertex !== baseline[0]) as number;
        const [key, other] = [graph.key[baseline[0] as number], graph.key[target]];
        if (key !== undefined && other !== undefined) this.#pair(key, other);
        continue;
      }
      for (const vertex of members) {
        open.push({ side: graph.side[vertex] as Side, key: graph.key[vertex], group: one });
        numberOf.set(vertex, open.length - 1);
      }
    }
    this.#keepOpen(graph, open, numberOf);
  }

  #keepOpen(graph: Graph, open: readonly Open[], numberOf: ReadonlyMap<number, number>): void {
    const edges: [number, number, number][] = [];
    const connected = new Set<number>();
    for (const [index, vertex] of graph.from.entries()) {
      const [from, to] = [numberOf.get(vertex), numberOf.get(graph.to[index] as number)];
      if (from === undefined || to === undefined) continue;
      edges.push([from, to, graph.label[index] as number]);
      connected.add(from).add(to);
    }
    const kept = new Map<number, number>();
    this.#open = open.filter(({ key }, number) => {
      if (key === undefined && !connected.has(number)) return false;
      kept.set(number, kept.size);
      return true;
    });
    this.#edges = edges.map(([from, to, label]) => [kept.get(from) as number, kept.get(to) as number, label]);
    for (const [number, { side, key }] of this.#open.entries())
      if (key !== undefined) this.#ids[side].set(key, -1 - number);
  }

  /** What was open is learnt again from the graph that it is part of; what is shown again is another's. */
  #forget(side: Side, graph: Graph): void {
    for (const [vertex, key] of graph.key.entries()) {
      if (key === undefined || graph.side[vertex] !== side) continue;
      this.#hasNumbers ||= /^[\w-]+ \d+$/.test(key);
      this.#ids[side].delete(key);
      this.#ended[side].delete(key);
    }
  }

  #pair(baseline: string, target: string): void {
    const pair = this.#pairs++;
    this.#ids.baseline.set(baseline, pair);
    this.#ids.target.set(target, pair);
    this.#targets.set(pair, target);
  }
}

const ADDRESS = /^(?:\d+\.){3}\d+$|:.*:/;
