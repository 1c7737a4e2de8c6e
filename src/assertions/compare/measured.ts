import type { Difference } from '../../model.ts';
import type { Correspondence } from './correspondence.ts';
import type { MeasurePair } from './explain/findings.ts';
import type { Graph, Measure } from './graph/graph.ts';
import { inSlices } from './graph/in-slices.ts';
import { areNear } from './graph/measures.ts';
import type { Partition } from './graph/partition.ts';
import type { TimePair } from './times/time-order.ts';

/** The scenario's correspondence. */
interface Of {
  readonly correspondence: Correspondence;
}

export type MeasuresByVertex = ReadonlyMap<number, readonly Measure[]>;

/** Number of measures processed before yielding. */
const SLICE = 10_000;

/** Groups measures by vertex. */
export function* measuresByVertex(measures: readonly Measure[]): Generator<void, MeasuresByVertex> {
  const byVertex = new Map<number, Measure[]>();
  yield* inSlices(measures.length, SLICE, (index) => {
    const measure = measures[index] as Measure;
    const known = byVertex.get(measure.vertex);
    if (known) known.push(measure);
    else byVertex.set(measure.vertex, [measure]);
  });
  yield;
  for (const each of byVertex.values()) if (each.length > 1) each.sort((a, b) => a.place - b.place);
  return byVertex;
}

/** Whether the times of the vertices paired so far agree. */
export function timesAgree(
  { side }: Graph,
  byVertex: MeasuresByVertex,
  partition: Partition,
  { correspondence }: Of,
): boolean {
  const times: TimePair[] = [];
  for (const [vertex, measures] of byVertex) {
    const others = side[vertex] === 'baseline' ? byVertex.get(partition.partnerOf(vertex)) : undefined;
    if (!others) continue;
    for (let index = 0; index < measures.length; index++) {
      const [measure, other] = [measures[index] as Measure, others[index]];
      if (measure.kind === 'time' && other?.kind === 'time' && other.place === measure.place)
        times.push({ baseline: measure.value, target: other.value, thing: vertex });
    }
  }
  return correspondence.times.wouldTake(times);
}

/** Whether all measures of paired vertices agree within the tolerance. Learns the times if so. */
export function* measuresAgree(
  { side }: Graph,
  byVertex: MeasuresByVertex,
  all: Partition,
  { correspondence }: Of,
): Generator<void, boolean> {
  const times: TimePair[] = [];
  let done = 0;
  for (const [vertex, measures] of byVertex) {
    if (++done % SLICE === 0) yield;
    if (side[vertex] !== 'baseline') continue;
    const others = byVertex.get(all.partnerOf(vertex)) ?? [];
    for (let index = 0; index < measures.length; index++) {
      const [measure, other] = [measures[index] as Measure, others[index]];
      if (!other || other.kind !== measure.kind || other.place !== measure.place) return false;
      if (measure.kind === 'time')
        times.push({ baseline: measure.value, target: other.value, thing: vertex });
      else if (measure.kind !== 'heartbeat' && !areNear(measure.kind, measure.value, other.value))
        return false;
    }
  }
  yield;
  return correspondence.times.addAll(times);
}

/** Measures outside the tolerance or in a different order, one difference each. */
export function measureDifferences(
  measures: readonly MeasurePair[],
  { correspondence: { times } }: Of,
): Difference[] {
  const timed = measures.filter(({ kind }) => kind === 'time');
  const far = measures.filter(
    ({ kind, baseline, target }) =>
      kind !== 'time' && kind !== 'heartbeat' && !areNear(kind, baseline, target),
  );
  const differences = far.map(({ difference }) => difference);
  if (times.addAll(timed)) return differences;
  const taken = new Map<number, MeasurePair[]>();
  for (const measure of timed) {
    const before = taken.get(measure.thing) ?? [];
    if (times.addAll([...before, measure])) taken.set(measure.thing, [...before, measure]);
    else differences.push(measure.difference);
  }
  return differences;
}
