import { SIDES } from '../../../model.ts';
import type { MergedTimes } from '../times/time-order.ts';
import type { Graph } from './graph.ts';
import { dividedByGroups, groupsOf, type Pairing, pairedGroups } from './groups.ts';
import type { Partition } from './partition.ts';
import { byRank, ranks, UNTIMED } from './ranks.ts';
import { hasChoice, searched } from './search.ts';

/** Up to this number of vertices, every choice is checked against the times of all others. */
const FEW = 600;

/** The times of paired vertices, if they agree. */
type Agreement = (pairing: Pairing) => MergedTimes | undefined;

/** A complete assignment of vertices, and its times if they agree. */
export interface Settlement {
  readonly all: Pairing;
  readonly times: MergedTimes | undefined;
}

/**
 * Assigns each vertex of the baseline one of the target so that times agree. First it pairs vertices in the order of
 * their times. If times disagree, it divides classes by the order of times and refines them, so that connections
 * distinguish vertices of the same second. Then it tries candidates one at a time.
 * Undefined if the sides do not correspond, regardless of times.
 */
export function* settledWithTimes(
  graph: Graph,
  refined: Partition,
  agreement: Agreement,
): Generator<void, Settlement | undefined> {
  const first = yield* settled(graph, refined);
  if (!first) return undefined;
  yield;
  const times = agreement(first);
  if (times) return { all: first, times };
  const ranked = byTimes(graph, refined);
  const second = ranked && (yield* settled(graph, ranked));
  const secondTimes = second && agreement(second);
  if (secondTimes) return { all: second, times: secondTimes };
  const isFew = graph.side.length <= FEW;
  const third = isFew ? yield* settled(graph, refined, (some) => agreement(some) !== undefined) : undefined;
  const thirdTimes = third && agreement(third);
  return thirdTimes ? { all: third, times: thirdTimes } : { all: first, times: undefined };
}

/** Divides classes by the order of times; undefined if the sides do not correspond then. */
function byTimes(graph: Graph, refined: Partition): Partition | undefined {
  const ranked = refined.copy();
  const rank = ranks(graph);
  for (let one = 0; one < refined.classes; one++) {
    if (refined.isPair(one)) continue;
    const groups = new Map<number, number[]>();
    for (const side of SIDES) {
      const members = byRank(refined.membersOf(one), rank).filter((vertex) => graph.side[vertex] === side);
      let [place, before] = [-1, Number.NaN];
      for (const vertex of members) {
        const time = rank[vertex] as number;
        if (time >= UNTIMED) break;
        if (time !== before) place++;
        before = time;
        const group = groups.get(place);
        if (group) group.push(vertex);
        else groups.set(place, [vertex]);
      }
    }
    if (groups.size > 1) ranked.divide(one, [...groups.values()]);
  }
  ranked.refine(true);
  return ranked.unbalanced === 0 ? ranked : undefined;
}

/**
 * Assigns each vertex of the baseline one of the target. Within a class, vertices are paired in the order of their
 * times. Undefined if there is no assignment: the classes correspond, the sides do not.
 */
function* settled(
  graph: Graph,
  refined: Partition,
  agrees?: (pairing: Pairing) => boolean,
): Generator<void, Pairing | undefined> {
  if (!hasChoice(refined)) return refined;
  yield;
  const rank = ranks(graph);
  yield;
  const groupOf = groupsOf(graph, refined);
  yield;
  const divided = dividedByGroups(refined, groupOf);
  if (divided) {
    divided.refine(true);
    return divided.unbalanced === 0 ? yield* settled(graph, divided, agrees) : undefined;
  }
  yield;
  const paired = agrees ? undefined : yield* pairedGroups(graph, refined, groupOf, rank);
  return paired ?? (yield* searched(graph, refined, rank, agrees));
}
