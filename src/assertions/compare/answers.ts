import type { Difference, Json, PerSide, Side } from '../../model.ts';
import { SIDES } from '../../model.ts';
import type { Content } from './answer/content.ts';
import { type ReadingOptions, readingOf } from './answer/reading.ts';
import { Differ, type MeasurePair } from './explain/differ.ts';
import { elected } from './explain/votes.ts';
import { Describer, type Reading } from './graph/describe.ts';
import { Graph, type Measure } from './graph/graph.ts';
import { areNear } from './graph/measures.ts';
import { Partition } from './graph/partition.ts';
import { settledWithTimes } from './graph/settle.ts';
import type { DeclaredField } from './text/declared-fields.ts';
import type { TimePair } from './times/time-order.ts';

/** An answer as it is compared. */
export interface Answer {
  readonly headers: Readonly<Record<string, Json>>;
  readonly content: Content;
}

export interface AnswerComparison extends ReadingOptions {
  readonly declared?: DeclaredField | undefined;
}

type Skips = PerSide<Map<unknown, Set<string | number>>>;

interface Described {
  readonly graph: Graph;
  readonly readings: PerSide<Reading>;
  readonly describers: PerSide<Describer>;
}

/** What differs between two answers; what they say of ids and times is learnt. */
export function* compareAnswers(
  baseline: Answer,
  target: Answer,
  how: AnswerComparison,
): Generator<void, Difference[]> {
  const answers = { baseline, target };
  const { correspondence } = how;
  const described = yield* describe(answers, how, { baseline: new Map(), target: new Map() }, false);
  yield;
  const partition = yield* refined(described.graph, true);
  if (sameData(baseline.content, target.content) && partition.unbalanced === 0) {
    const settled = yield* settledWithTimes(described.graph, partition, timesAgree(described.graph, how));
    if (settled?.agrees && measuresAgree(described.graph, settled.all, how)) {
      yield;
      correspondence.learn(described.graph, partition);
      return [];
    }
  }
  return yield* explained(answers, how);
}

/** Whether what is compared as it is, is the same; any other content is part of the description. */
const sameData = (one: Content, other: Content): boolean =>
  one.kind === other.kind && one.isData === other.isData && (!one.isData || one.value === other.value);

function* describe(
  answers: PerSide<Answer>,
  how: AnswerComparison,
  skips: Skips,
  records: boolean,
): Generator<void, Described> {
  const graph = new Graph();
  how.correspondence.addTo(graph);
  const begun = graph.mark();
  const one = (side: Side, numbers: ReadonlySet<string>) => {
    const reading = readingOf(side, answers[side].content, how, skips[side]);
    const isNumber = (key: string) => numbers.has(key) || reading.isNumber(key);
    const all: Reading = numbers.size > 0 ? { ...reading, hasNumbers: true, isNumber } : reading;
    return { reading: all, describer: new Describer(graph, all, records) };
  };
  const run = ({ describer }: { describer: Describer }, { headers, content }: Answer) =>
    describer.answer(headers, content.isData ? undefined : content.value, how.declared);
  let [left, right] = [one('baseline', new Set()), one('target', new Set())];
  yield* run(left, answers.baseline);
  yield* run(right, answers.target);
  // Integers that turned out to be ids may be named in texts that came before them.
  const numbers = [numbersIn(left.describer), numbersIn(right.describer)] as const;
  if (numbers.some(({ size }) => size > 0)) {
    graph.reset(begun);
    [left, right] = [one('baseline', numbers[0]), one('target', numbers[1])];
    yield* run(left, answers.baseline);
    yield* run(right, answers.target);
  }
  return {
    graph,
    readings: { baseline: left.reading, target: right.reading },
    describers: { baseline: left.describer, target: right.describer },
  };
}

const numbersIn = ({ ids, hasNumbers }: Describer): ReadonlySet<string> =>
  new Set(hasNumbers ? [...ids.keys()].filter((key) => /^\S+ \d+$/.test(key)) : []);

/** Classes after which others may have the processor. */
const SLICE = 2000;

function* refined(graph: Graph, stopUnbalanced: boolean): Generator<void, Partition> {
  const partition = new Partition(graph);
  while (!partition.refineSome(stopUnbalanced, SLICE)) yield;
  return partition;
}

/** Whether the times of what is paired so far agree. */
function timesAgree(graph: Graph, { correspondence }: AnswerComparison): (partition: Partition) => boolean {
  const byVertex = measuresByVertex(graph.measures.filter(({ kind }) => kind === 'time'));
  const left = [...byVertex].filter(([vertex]) => graph.side[vertex] === 'baseline');
  return (partition) =>
    correspondence.times.wouldTake(
      left.flatMap(([vertex, measures]) => {
        const others = byVertex.get(partition.partnerOf(vertex));
        return measures.flatMap(({ place, value }, index): TimePair[] => {
          const other = others?.[index];
          return other?.place === place ? [{ baseline: value, target: other.value, thing: vertex }] : [];
        });
      }),
    );
}

/** Whether what is compared by how near it is agrees, each thing with the one that it is taken for. */
function measuresAgree(graph: Graph, all: Partition, { correspondence }: AnswerComparison): boolean {
  const byVertex = measuresByVertex(graph.measures);
  const times: TimePair[] = [];
  for (const [vertex, measures] of byVertex) {
    if (graph.side[vertex] !== 'baseline') continue;
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
  return correspondence.times.addAll(times);
}

function measuresByVertex(measures: readonly Measure[]): Map<number, Measure[]> {
  const byVertex = new Map<number, Measure[]>();
  for (const measure of measures) {
    const known = byVertex.get(measure.vertex);
    if (known) known.push(measure);
    else byVertex.set(measure.vertex, [measure]);
  }
  for (const each of byVertex.values()) if (each.length > 1) each.sort((a, b) => a.place - b.place);
  return byVertex;
}

/** Passes after which what is left is reported as it is. */
const MOST_PASSES = 4;

/** Each difference at its place. What differs is passed over, and the rest is compared again: it may correspond then. */
function* explained(answers: PerSide<Answer>, how: AnswerComparison): Generator<void, Difference[]> {
  const { baseline, target } = answers;
  const found: Difference[] = [];
  const skips: Skips = { baseline: new Map(), target: new Map() };
  const skip = (added: Skips) => {
    for (const side of SIDES)
      for (const [holder, keys] of added[side])
        skips[side].set(holder, new Set([...(skips[side].get(holder) ?? []), ...keys]));
  };
  if (!sameData(baseline.content, target.content)) {
    found.push(otherContent(baseline.content, target.content));
    skip({ baseline: new Map([[undefined, new Set([''])]]), target: new Map([[undefined, new Set([''])]]) });
  }
  for (let pass = 1; ; pass++) {
    const { graph, readings, describers } = yield* describe(answers, how, skips, true);
    const partition = yield* refined(graph, false);
    const settled =
      partition.unbalanced === 0
        ? yield* settledWithTimes(graph, partition, timesAgree(graph, how))
        : undefined;
    const { classOf } = settled?.all ?? partition;
    const differ = new Differ({ readings, describers, graph, classOf });
    differ.headers(baseline.headers, target.headers);
    const { value, isData } = baseline.content;
    if (value !== undefined && target.content.value !== undefined && !isData)
      differ.body(value, target.content.value, how.declared);
    found.push(...differ.found.map(asHeader));
    if (differ.found.length > 0 && pass < MOST_PASSES) {
      skip(differ.skips);
      continue;
    }
    const partners = elected(differ.votes);
    const against = differ.votes.filter((vote) => partners.get(vote.baseline) !== vote.target);
    const places = new Map(
      against
        .map(({ place }) => differ.voted[place] as Difference)
        .map((each) => [each.path, asHeader(each)]),
    );
    found.push(...places.values(), ...measureDifferences(differ.measures, how));
    const isExact = partition.unbalanced === 0 && against.length === 0;
    how.correspondence.learn(graph, partition, isExact ? [] : [...partners]);
    return found;
  }
}

const asHeader = (difference: Difference): Difference =>
  difference.path.startsWith('headers') ? { ...difference, kind: 'header' } : difference;

function otherContent(baseline: Content, target: Content): Difference {
  const kind = baseline.kind === target.kind ? 'value' : 'type';
  const shown = ({ kind: type, value }: Content): Json => (kind === 'type' ? type : (value ?? null));
  return { kind, path: '$', baseline: shown(baseline), target: shown(target) };
}

/** What is not near enough, or in another order than on the other side, one by one. */
function measureDifferences(
  measures: readonly MeasurePair[],
  { correspondence: { times } }: AnswerComparison,
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
