import type { Difference, Json, PerSide, Side } from '../../model.ts';
import { SIDES } from '../../model.ts';
import type { Content } from './answer/content.ts';
import { type ReadingOptions, SideReading } from './answer/reading.ts';
import { Describer } from './description/describer.ts';
import type { Reading } from './description/reading.ts';
import { Differ } from './explain/differ.ts';
import { elected } from './explain/votes.ts';
import { dividedByShape, evenOut } from './graph/even-out.ts';
import { Graph } from './graph/graph.ts';
import type { Pairing } from './graph/groups.ts';
import type { VertexById } from './graph/open-vertices.ts';
import { Partition } from './graph/partition.ts';
import { settledWithTimes } from './graph/settle.ts';
import { measureDifferences, measuresAgree, measuresByVertex, timesOf } from './measured.ts';
import type { DeclaredField } from './text/declared-fields.ts';

/** The compared parts of a response. */
export interface Answer {
  readonly headers: Readonly<Record<string, Json>>;
  readonly content: Content;
}

export interface AnswerComparison extends ReadingOptions {
  readonly declared?: DeclaredField | undefined;
}

type Skips = PerSide<Map<unknown, Set<string | number>>>;

interface OneSide {
  /** The vertex that represents the answer. */
  readonly root: number;
  /** The vertices of ids that were not met before, by their keys. */
  readonly ids: Map<string, number>;
  readonly late: ReadonlySet<string>;
  /** Present if it is recorded. They hold the answer's body, which is otherwise free once it is described. */
  readonly recorded?: { readonly reading: Reading; readonly describer: Describer };
}

interface Described {
  readonly graph: Graph;
  readonly sides: PerSide<OneSide>;
}

/**
 * Returns the differences between two answers. Pairs of ids and times that they show are added to the correspondence.
 */
export function* compareAnswers(
  baseline: Answer,
  target: Answer,
  how: AnswerComparison,
): Generator<void, Difference[]> {
  const answers = { baseline, target };
  const { correspondence } = how;
  const described = yield* describe(answers, how, { baseline: new Map(), target: new Map() }, false);
  yield;
  const { graph } = described;
  const partition = yield* refined(graph, true);
  if (sameData(baseline.content, target.content) && partition.unbalanced === 0) {
    const measures = measuresByVertex(graph);
    yield;
    const settlement = yield* settledWithTimes(graph, partition, (some) =>
      timesOf(graph, measures, some, how),
    );
    if (settlement?.times && measuresAgree(graph, measures, settlement.all)) {
      correspondence.times.take(settlement.times);
      yield* correspondence.learn(graph, partition, idsOf(described));
      return [];
    }
  }
  return yield* explained(answers, how);
}

/** Whether stored data is equal. Other content is compared by its description. */
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
  function* one(side: Side, lateIds: ReadonlySet<string>): Generator<void, OneSide> {
    const { headers, content: unread } = answers[side];
    const content = { ...unread };
    const reading = new SideReading(side, content, how, skips[side], lateIds);
    const describer = new Describer(graph, reading, records);
    const body = content.isData ? undefined : content.value;
    const root = yield* describer.answer(headers, body, how.declared);
    const recorded = records ? { recorded: { reading, describer } } : {};
    return { root, ids: describer.ids, late: lateIdsIn(describer, reading), ...recorded };
  }
  const sides = { baseline: yield* one('baseline', new Set()), target: yield* one('target', new Set()) };
  // Digits may prove to be an id only after texts that mention it, so describe the answers again.
  const { baseline, target } = sides;
  if (baseline.late.size === 0 && target.late.size === 0) return { graph, sides };
  graph.reset(begun);
  return {
    graph,
    sides: { baseline: yield* one('baseline', baseline.late), target: yield* one('target', target.late) },
  };
}

const idsOf = ({ sides: { baseline, target } }: Described): VertexById => ({
  baseline: baseline.ids,
  target: target.ids,
});

/** Ids that texts of the same answer may mention: integers, and hex digits that texts do contain. */
function lateIdsIn({ ids, hasNumbers }: Describer, { asked }: SideReading): ReadonlySet<string> {
  const numbers = hasNumbers ? [...ids.keys()].filter((key) => /^\S+ \d+$/.test(key)) : [];
  return new Set([...numbers, ...[...asked].filter((key) => ids.has(key))]);
}

/** Number of classes processed before yielding. */
const SLICE = 2000;

function* refined(
  graph: Graph,
  stopUnbalanced: boolean,
  whole: readonly number[] = [],
): Generator<void, Partition> {
  const partition = yield* Partition.of(graph, whole);
  while (!partition.refineSome(stopUnbalanced, SLICE)) yield;
  return partition;
}

/** What to learn from. */
interface Learnt {
  readonly described: Described;
  readonly partition: Partition;
}

/** Maximum number of passes. Differences of the last one are reported as they are. */
const MOST_PASSES = 4;

/**
 * Finds each difference with its place. Differing values are skipped and the rest is compared again, since it may
 * correspond without them.
 */
function* explained(answers: PerSide<Answer>, how: AnswerComparison): Generator<void, Difference[]> {
  // Read once, because places in a body are known by its objects.
  const read = ({ headers, content }: Answer): Answer => ({ headers, content: { ...content } });
  const { baseline, target } = { baseline: read(answers.baseline), target: read(answers.target) };
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
  let evened: Learnt | undefined;
  for (let pass = 1; ; pass++) {
    const described = yield* describe({ baseline, target }, how, skips, true);
    const { graph, sides } = described;
    const roots = SIDES.map((side) => sides[side].root);
    const shapes = evenOut(graph);
    const even = yield* refined(graph, false, roots);
    const partition = even.unbalanced === 0 ? dividedByShape(graph, shapes, even) : even;
    if (pass === 1 && partition.unbalanced === 0) evened = { described, partition };
    const measures = measuresByVertex(graph);
    const agreement = (some: Pairing) => timesOf(graph, measures, some, how);
    const settled =
      partition.unbalanced === 0 ? yield* settledWithTimes(graph, partition, agreement) : undefined;
    const differ = new Differ({ ...recordedIn(sides), graph, partition, settled: settled?.all ?? partition });
    yield* differ.headers(baseline.headers, target.headers);
    const { value, isData } = baseline.content;
    if (value !== undefined && target.content.value !== undefined && !isData)
      yield* differ.body(value, target.content.value, how.declared);
    const { findings } = differ;
    for (const each of findings.found) found.push(asHeader(each));
    if (findings.found.length > 0 && pass < MOST_PASSES) {
      skip(findings.skips);
      continue;
    }
    const partners = elected(findings.votes);
    const against = findings.votes.filter((vote) => partners.get(vote.baseline) !== vote.target);
    const places = new Map(
      against
        .map(({ place }) => findings.voted[place] as Difference)
        .map((each) => [each.path, asHeader(each)]),
    );
    for (const each of places.values()) found.push(each);
    found.push(...measureDifferences(findings.measures, how));
    const isExact = partition.unbalanced === 0 && against.length === 0;
    // Any of several alike elements can be the one that differs. So the first pass, which skips nothing, leaves them open.
    const learnt = (isExact ? evened : undefined) ?? { described, partition };
    yield* how.correspondence.learn(
      learnt.described.graph,
      learnt.partition,
      idsOf(learnt.described),
      isExact ? [] : [...partners],
    );
    return found;
  }
}

function recordedIn({ baseline, target }: Described['sides']) {
  const [left, right] = [baseline.recorded, target.recorded];
  if (!left || !right) throw new Error('the answers were described without a record');
  return {
    readings: { baseline: left.reading, target: right.reading },
    describers: { baseline: left.describer, target: right.describer },
  };
}

const asHeader = (difference: Difference): Difference =>
  difference.path.startsWith('headers') ? { ...difference, kind: 'header' } : difference;

function otherContent(baseline: Content, target: Content): Difference {
  const kind = baseline.kind === target.kind ? 'value' : 'type';
  const shown = ({ kind: type, value }: Content): Json => (kind === 'type' ? type : (value ?? null));
  return { kind, path: '$', baseline: shown(baseline), target: shown(target) };
}
