import type { Difference } from '../../model.ts';
import type { Correspondence } from './correspondence.ts';
import { areNear } from './description/measures.ts';
import type { MeasurePair } from './explain/findings.ts';
import type { Graph, Measure } from './graph/graph.ts';
import type { Pairing } from './graph/groups.ts';
import type { MergedTimes, TimePair } from './times/time-order.ts';

/** The scenario's correspondence. */
interface Of {
  readonly correspondence: Correspondence;
}

/** Measures sorted by vertex, then by place. Those of a vertex are from its offset to the next vertex's. */
export interface MeasuresByVertex {
  readonly sorted: readonly Measure[];
  readonly offsets: Int32Array;
}

export function measuresByVertex({ measures, side }: Graph): MeasuresByVertex {
  const offsets = new Int32Array(side.length + 1);
  for (let index = 0; index < measures.length; index++)
    (offsets[(measures[index] as Measure).vertex + 1] as number)++;
  for (let vertex = 0; vertex < side.length; vertex++)
    offsets[vertex + 1] = (offsets[vertex + 1] as number) + (offsets[vertex] as number);
  return { sorted: [...measures].sort((a, b) => a.vertex - b.vertex || a.place - b.place), offsets };
}

/** The times of the vertices paired so far, merged with earlier times; undefined if they do not agree. */
export function timesOf(
  { side }: Graph,
  { sorted, offsets }: MeasuresByVertex,
  pairing: Pairing,
  { correspondence }: Of,
): MergedTimes | undefined {
  const times: TimePair[] = [];
  for (let index = 0; index < sorted.length; index++) {
    const measure = sorted[index] as Measure;
    const { vertex, kind, place, value } = measure;
    const partner = kind === 'time' && side[vertex] === 'baseline' ? pairing.partnerOf(vertex) : -1;
    if (partner < 0) continue;
    const at = (offsets[partner] as number) + index - (offsets[vertex] as number);
    const other = at < (offsets[partner + 1] as number) ? sorted[at] : undefined;
    if (other?.kind === 'time' && other.place === place)
      times.push({ baseline: value, target: other.value, thing: vertex });
  }
  return correspondence.times.merged(times);
}

/** Whether paired vertices have the same measures, and those that are no times are within the tolerance. */
export function measuresAgree({ side }: Graph, { sorted, offsets }: MeasuresByVertex, all: Pairing): boolean {
  for (let index = 0; index < sorted.length; index++) {
    const { vertex, kind, place, value } = sorted[index] as Measure;
    if (side[vertex] !== 'baseline') continue;
    const partner = all.partnerOf(vertex);
    // Vertices of an undecided search have no partner.
    if (partner < 0) continue;
    const at = (offsets[partner] as number) + index - (offsets[vertex] as number);
    const other = at < (offsets[partner + 1] as number) ? sorted[at] : undefined;
    if (other?.kind !== kind || other.place !== place) return false;
    if (kind !== 'time' && kind !== 'heartbeat' && !areNear(kind, value, other.value)) return false;
  }
  return true;
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
