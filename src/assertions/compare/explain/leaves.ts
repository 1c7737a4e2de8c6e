import type { Difference, DifferenceKind, Json, PerSide, Side } from '../../../model.ts';
import { canonicalNumber } from '../../../model.ts';
import type { Describer } from '../description/describer.ts';
import { measureOf } from '../description/measures.ts';
import type { Reading } from '../description/reading.ts';
import type { Graph } from '../graph/graph.ts';
import { type FieldKind, numberKey } from '../text/field.ts';
import { TextReader } from '../text/text-reader.ts';
import type { At, Findings } from './findings.ts';
import { type Part, partsOf } from './texts.ts';

export interface Described {
  readonly readings: PerSide<Reading>;
  readonly describers: PerSide<Describer>;
  readonly graph: Graph;
}

/** Compares two values without members. */
export class Leaves {
  readonly #how: Described;
  readonly #findings: Findings;
  readonly #readers: PerSide<TextReader>;

  constructor(how: Described, findings: Findings) {
    this.#how = how;
    this.#findings = findings;
    const { baseline, target } = how.readings;
    this.#readers = { baseline: new TextReader(baseline), target: new TextReader(target) };
  }

  compare(baseline: Json, target: Json, at: At): void {
    if (typeof baseline === 'string' && typeof target === 'string') this.texts(baseline, target, at);
    else if (typeof baseline === 'number' && typeof target === 'number') this.#numbers(baseline, target, at);
    else if (baseline !== target || this.#written('baseline', at) !== this.#written('target', at))
      this.#findings.differ(
        'value',
        this.shown(baseline, 'baseline', at),
        this.shown(target, 'target', at),
        at,
      );
  }

  /** The value to report. Numbers keep their original spelling where JavaScript would change it. */
  shown(value: Json, side: Side, at: At): Json {
    return typeof value === 'object' && value !== null ? value : (this.#written(side, at) ?? value);
  }

  texts(baseline: string, target: string, at: At): void {
    const kind = at.declared?.kind ?? at.field.kind;
    const left = this.#partsOf('baseline', baseline, kind, at);
    const right = this.#partsOf('target', target, kind, at);
    const shown = { path: at.path, baseline, target };
    const differences = left.map((part, index) => this.#parts(part, right[index], kind, shown, at));
    const found = left.length === right.length ? differences.find((each) => each !== undefined) : 'value';
    if (found) this.#findings.differ(found, baseline, target, at);
  }

  #written(side: Side, { holders, keys }: At): string | undefined {
    return this.#how.readings[side].numbers.get(holders[side])?.get(keys[side]);
  }

  #isUndated({ holders, keys }: At): boolean {
    return this.#how.readings.baseline.isUndated(holders.baseline, keys.baseline);
  }

  #partsOf(side: Side, text: string, kind: FieldKind | undefined, { field, owner }: At): Part[] {
    const reader = this.#readers[side];
    reader.read(text, kind, numberKey(field, owner, text), field.name);
    return partsOf(reader);
  }

  #parts(
    one: Part,
    other: Part | undefined,
    kind: FieldKind | undefined,
    shown: Omit<Difference, 'kind'>,
    at: At,
  ): DifferenceKind | undefined {
    if (one.form !== other?.form || one.format !== other.format) return 'value';
    if (one.form === 'text') return one.key === other.key ? undefined : 'value';
    if (one.ms === undefined || other.ms === undefined) return this.#ids(one.key, other.key, shown);
    if (!this.#isUndated(at))
      this.#findings.measures.push({
        kind: kind === 'heartbeat' ? kind : 'time',
        baseline: one.ms,
        target: other.ms,
        thing: at.thing,
        difference: { kind: 'order', ...shown },
      });
    return undefined;
  }

  #ids(baseline: string, target: string, shown: Omit<Difference, 'kind'>): DifferenceKind | undefined {
    const { readings, describers, graph } = this.#how;
    const vertexOf = (side: Side, key: string) => {
      const fresh = describers[side].ids.get(key);
      return fresh === undefined ? readings[side].idOf(key, false) : -1 - fresh;
    };
    const [one, two] = [vertexOf('baseline', baseline), vertexOf('target', target)];
    if (one === undefined || two === undefined) return 'pairing';
    if (one >= 0 || two >= 0) return one === two ? undefined : 'pairing';
    if (graph.colour[-1 - one] !== graph.colour[-1 - two]) return 'pairing';
    this.#findings.vote(-1 - one, -1 - two, { kind: 'pairing', ...shown });
    return undefined;
  }

  #numbers(baseline: number, target: number, at: At): void {
    const [text, other] = [this.#written('baseline', at), this.#written('target', at)];
    const shown = { path: at.path, baseline: text ?? baseline, target: other ?? target };
    const [one, two] = [this.#idOf('baseline', baseline, at), this.#idOf('target', target, at)];
    if (one !== undefined || two !== undefined) {
      const kind = one === undefined || two === undefined ? 'value' : this.#ids(one, two, shown);
      if (kind) this.#findings.differ(kind, shown.baseline, shown.target, at);
      return;
    }
    const [measure, second] = [this.#measure('baseline', baseline, at), this.#measure('target', target, at)];
    const isAlike = isInteger(baseline, text) === isInteger(target, other);
    if (measure && second && measure.tag === second.tag && isAlike) {
      if (!this.#isUndated(at))
        this.#findings.measures.push({
          kind: measure.kind,
          baseline: measure.value,
          target: second.value,
          thing: at.thing,
          difference: { kind: 'value', ...shown },
        });
    } else if (measure || second || canonical(baseline, text) !== canonical(target, other)) {
      this.#findings.differ('value', shown.baseline, shown.target, at);
    }
  }

  /** The key of a number that is an id; undefined for other numbers, also for those that the client chose. */
  #idOf(side: Side, value: number, at: At): string | undefined {
    const reading = this.#how.readings[side];
    if (!isInteger(value, this.#written(side, at))) return undefined;
    const id = numberKey(at.field, at.owner, String(value));
    const isId = id !== undefined && !reading.isChosen(id) && (!at.field.isList || reading.isMet(id));
    return isId ? id : undefined;
  }

  /** The quantity that a number measures; undefined for a time that the client chose, which is compared exactly. */
  #measure(side: Side, value: number, { declared, field }: At): ReturnType<typeof measureOf> {
    const reading = this.#how.readings[side];
    const measure = measureOf(value, field.name, declared?.kind ?? field.kind, reading.now);
    return measure?.kind === 'time' && reading.isChosenTime(measure.value) ? undefined : measure;
  }
}

const isInteger = (value: number, text: string | undefined): boolean =>
  text === undefined && Number.isInteger(value);

const canonical = (value: number, text: string | undefined): string => canonicalNumber(text ?? String(value));
