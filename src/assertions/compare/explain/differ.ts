import type { Difference, DifferenceKind, Json, PerSide, Side } from '../../../model.ts';
import { canonicalNumber, SIDES } from '../../../model.ts';
import type { Describer, Element, Reading } from '../graph/describe.ts';
import type { Graph, Measure } from '../graph/graph.ts';
import { measureOf } from '../graph/measures.ts';
import { memberPath } from '../path.ts';
import type { DeclaredField } from '../text/declared-fields.ts';
import { type Field, type FieldKind, fieldOf, NO_FIELD, singular } from '../text/field.ts';
import { TextReader } from '../text/text-reader.ts';
import { matched } from './match.ts';
import { type Part, partsOf } from './texts.ts';
import type { Vote } from './votes.ts';

/** Where two values stand. */
interface At {
  readonly path: string;
  readonly field: Field;
  readonly owner: string;
  readonly declared: DeclaredField | undefined;
  /** What holds them, and by which key: what differs is passed over when the answers are described again. */
  readonly holders: PerSide<unknown>;
  readonly keys: PerSide<string | number>;
  /** Which thing they are of. */
  readonly thing: number;
}

/** Two values that are compared by how near they are. */
export interface MeasurePair {
  readonly kind: Measure['kind'];
  readonly baseline: number;
  readonly target: number;
  readonly thing: number;
  readonly difference: Difference;
}

export interface Differing {
  readonly readings: PerSide<Reading>;
  readonly describers: PerSide<Describer>;
  readonly graph: Graph;
  /** Class of each vertex. */
  readonly classOf: Int32Array;
}

type JsonObject = Readonly<Record<string, Json>>;

/** Holds two answers against each other, value by value. */
export class Differ {
  /** What differs whatever the ids stand for. */
  readonly found: Difference[] = [];
  readonly skips: PerSide<Map<unknown, Set<string | number>>> = { baseline: new Map(), target: new Map() };
  readonly votes: Vote[] = [];
  /** What differs if the ids of a vote do not stand for each other, by the place of the vote. */
  readonly voted: Difference[] = [];
  readonly measures: MeasurePair[] = [];
  readonly #how: Differing;
  readonly #readers: PerSide<TextReader>;
  #things = 0;

  constructor(how: Differing) {
    this.#how = how;
    const { baseline, target } = how.readings;
    this.#readers = { baseline: new TextReader(baseline), target: new TextReader(target) };
  }

  body(baseline: Json, target: Json, declared: DeclaredField | undefined): void {
    const at = {
      path: '$',
      field: NO_FIELD,
      owner: '',
      declared,
      holders: { baseline: undefined, target: undefined },
      keys: { baseline: '', target: '' },
      thing: 0,
    };
    this.#value(baseline, target, at);
  }

  headers(baseline: JsonObject, target: JsonObject): void {
    const at = {
      path: HEADERS,
      field: NO_FIELD,
      owner: '',
      declared: undefined,
      holders: { baseline: undefined, target: undefined },
      keys: { baseline: '', target: '' },
      thing: 0,
    };
    this.#objects(baseline, target, at);
  }

  #differ(kind: DifferenceKind, baseline: Json, target: Json, at: At): void {
    this.found.push({ kind, path: at.path, baseline, target });
    for (const side of SIDES) this.#skip(side, at.holders[side], at.keys[side]);
  }

  #skip(side: Side, holder: unknown, key: string | number): void {
    const known = this.skips[side].get(holder) ?? new Set();
    this.skips[side].set(holder, known.add(key));
  }

  #value(baseline: Json, target: Json, at: At): void {
    const { readings } = this.#how;
    if (SIDES.some((side) => readings[side].skips.get(at.holders[side])?.has(at.keys[side]))) return;
    const [kind, other] = [kindOf(baseline), kindOf(target)];
    if (kind !== other)
      this.#differ('type', this.#shown(baseline, 'baseline', at), this.#shown(target, 'target', at), at);
    else if (kind === 'array') this.#arrays(baseline as readonly Json[], target as readonly Json[], at);
    else if (kind === 'object') this.#objects(baseline as JsonObject, target as JsonObject, at);
    else if (kind === 'string') this.#texts(baseline as string, target as string, at);
    else if (kind === 'number') this.#numbers(baseline as number, target as number, at);
    else if (baseline !== target || this.#written('baseline', at) !== this.#written('target', at))
      this.#differ('value', this.#shown(baseline, 'baseline', at), this.#shown(target, 'target', at), at);
  }

  #written(side: Side, { holders, keys }: At): string | undefined {
    return this.#how.readings[side].numbers.get(holders[side])?.get(keys[side]);
  }

  /** A number as it was written, where JavaScript would write another. */
  #shown(value: Json, side: Side, at: At): Json {
    return typeof value === 'object' && value !== null ? value : (this.#written(side, at) ?? value);
  }

  #objects(baseline: JsonObject, target: JsonObject, at: At): void {
    const { describers, readings } = this.#how;
    const maps = {
      baseline: describers.baseline.elements?.get(baseline) ?? [],
      target: describers.target.elements?.get(target) ?? [],
    };
    const byId = {
      baseline: new Set(maps.baseline.map(({ key }) => key)),
      target: new Set(maps.target.map(({ key }) => key)),
    };
    for (const name of new Set([...Object.keys(baseline), ...Object.keys(target)])) {
      const path = at.path === HEADERS ? `${HEADERS}.${name}` : memberPath(at.path, name);
      const [has, hasOther] = [
        Object.hasOwn(baseline, name) && !byId.baseline.has(name),
        Object.hasOwn(target, name) && !byId.target.has(name),
      ];
      if (!has && !hasOther) continue;
      const below: At = {
        ...this.#below(at, name),
        path,
        holders: { baseline, target },
        keys: { baseline: name, target: name },
      };
      if (SIDES.some((side) => readings[side].skips.get(below.holders[side])?.has(name))) continue;
      if (has && hasOther) {
        const isContainer = typeof baseline[name] === 'object';
        this.#value(
          baseline[name] as Json,
          target[name] as Json,
          isContainer ? { ...below, owner: name } : below,
        );
      } else if (has) {
        this.found.push({
          kind: 'missing',
          path,
          baseline: this.#shown(baseline[name] as Json, 'baseline', below),
          target: null,
        });
        this.#skip('baseline', baseline, name);
      } else {
        this.found.push({
          kind: 'extra',
          path,
          baseline: null,
          target: this.#shown(target[name] as Json, 'target', below),
        });
        this.#skip('target', target, name);
      }
    }
    if (maps.baseline.length + maps.target.length > 0)
      this.#elements(maps.baseline, maps.target, baseline, target, at, true);
  }

  #below({ declared, thing, owner }: At, name: string): Pick<At, 'field' | 'owner' | 'declared' | 'thing'> {
    return {
      field: fieldOf(name),
      owner,
      declared: declared && (declared.members?.get(name) ?? declared.any),
      thing,
    };
  }

  #arrays(baseline: readonly Json[], target: readonly Json[], at: At): void {
    const { readings, describers } = this.#how;
    if (readings.baseline.isOrdered(baseline)) this.#sequences(baseline, target, at);
    else
      this.#elements(
        describers.baseline.elements?.get(baseline) ?? [],
        describers.target.elements?.get(target) ?? [],
        baseline,
        target,
        at,
        false,
      );
  }

  /** @param areMembers Whether they are members of a map by ids. */
  #elements(
    left: readonly Element[],
    right: readonly Element[],
    baseline: unknown,
    target: unknown,
    at: At,
    areMembers: boolean,
  ): void {
    const { classOf } = this.#how;
    const likenesses = [
      ({ vertex }: Element) => (vertex < 0 ? undefined : `class ${classOf[vertex]}`),
      ({ shape }: Element) => `shape ${shape}`,
    ];
    const { pairs, missing, extra } = matched(left, right, likenesses, (element, isBaseline) =>
      this.#features(element, isBaseline, at),
    );
    const pathOf = ({ key }: Element) => memberPath(at.path, key);
    for (const [one, other] of pairs) {
      const below: At = {
        ...(areMembers
          ? { ...this.#below(at, String(one.key)), owner: String(one.key) }
          : { ...at, declared: at.declared?.items }),
        path: pathOf(one),
        holders: { baseline, target },
        keys: { baseline: one.key, target: other.key },
        thing: ++this.#things,
      };
      if (areMembers)
        this.#texts(one.key as string, other.key as string, {
          ...below,
          field: NO_FIELD,
          declared: undefined,
        });
      this.#value(one.value, other.value, below);
    }
    for (const element of missing) {
      this.found.push({ kind: 'missing', path: pathOf(element), baseline: element.value, target: null });
      this.#skip('baseline', baseline, element.key);
    }
    for (const element of extra) {
      this.found.push({ kind: 'extra', path: pathOf(element), baseline: null, target: element.value });
      this.#skip('target', target, element.key);
    }
  }

  /** What an element may have in common with its partner though something of it differs. */
  #features({ value }: Element, isBaseline: boolean, at: At): string[] {
    const describer = this.#how.describers[isBaseline ? 'baseline' : 'target'];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).map(([name, member]) => {
      const below = this.#below(at, name);
      return `${name} ${describer.shapeOf(member as Json, value, name, below.field, below.owner, below.declared)}`;
    });
  }

  /** What both begin and end with is left out, so that one element too many does not make all behind it differ. */
  #sequences(baseline: readonly Json[], target: readonly Json[], at: At): void {
    const shapes = {
      baseline: this.#shapes('baseline', baseline, at),
      target: this.#shapes('target', target, at),
    };
    const shorter = Math.min(baseline.length, target.length);
    let start = 0;
    while (start < shorter && shapes.baseline[start] === shapes.target[start]) start++;
    let end = 0;
    while (end < shorter - start && shapes.baseline.at(-1 - end) === shapes.target.at(-1 - end)) end++;
    const [left, right] = [
      shapes.baseline.slice(start, baseline.length - end),
      shapes.target.slice(start, target.length - end),
    ];
    if (left.length > 0 && left.length === right.length && isPermutation(left, right)) {
      this.#differ('order', baseline, target, at);
      return;
    }
    const shift = target.length - baseline.length;
    const length = Math.max(baseline.length, target.length);
    for (let index = 0; index < length; index++) {
      const isBehind = index >= start + Math.min(left.length, right.length);
      const one = isBehind && shift > 0 ? index - shift : index;
      const other = isBehind && shift < 0 ? index + shift : index;
      const path = memberPath(at.path, index);
      const isExtra = isBehind && index < start + right.length && shift > 0;
      const isMissing = isBehind && index < start + left.length && shift < 0;
      if (isExtra) this.#one('extra', 'target', target, index, path);
      else if (isMissing) this.#one('missing', 'baseline', baseline, index, path);
      else
        this.#value(baseline[one] as Json, target[other] as Json, {
          ...at,
          declared: at.declared?.items,
          path: memberPath(at.path, one),
          holders: { baseline, target },
          keys: { baseline: one, target: other },
          thing: ++this.#things,
        });
    }
  }

  #one(kind: 'missing' | 'extra', side: Side, list: readonly Json[], index: number, path: string): void {
    if (this.#how.readings[side].skips.get(list)?.has(index)) return;
    const value = list[index] as Json;
    this.found.push(
      kind === 'missing'
        ? { kind, path, baseline: value, target: null }
        : { kind, path, baseline: null, target: value },
    );
    this.#skip(side, list, index);
  }

  #shapes(side: Side, list: readonly Json[], at: At): number[] {
    const describer = this.#how.describers[side];
    return list.map((value, index) =>
      describer.shapeOf(value, list, index, at.field, at.owner, at.declared?.items),
    );
  }

  #texts(baseline: string, target: string, at: At): void {
    const { readings } = this.#how;
    const kind = at.declared?.kind ?? at.field.kind;
    const [left, right] = [this.#partsOf('baseline', baseline, kind), this.#partsOf('target', target, kind)];
    const isUndated = readings.baseline.isUndated(at.holders.baseline, at.keys.baseline);
    const differences = left.map((part, index) =>
      this.#parts(part, right[index], isUndated, kind === 'heartbeat', baseline, target, at),
    );
    const found = left.length === right.length ? differences.find((each) => each !== undefined) : 'value';
    if (found) this.#differ(found, baseline, target, at);
  }

  #partsOf(side: Side, text: string, kind: FieldKind | undefined): Part[] {
    const reader = this.#readers[side];
    reader.read(text, kind);
    return partsOf(reader);
  }

  #parts(
    one: Part,
    other: Part | undefined,
    isUndated: boolean,
    isHeartbeat: boolean,
    baseline: Json,
    target: Json,
    at: At,
  ): DifferenceKind | undefined {
    if (one.form !== other?.form || one.format !== other.format) return 'value';
    if (one.form === 'text') return one.key === other.key ? undefined : 'value';
    if (one.ms === undefined || other.ms === undefined)
      return this.#ids(one.key, other.key, baseline, target, at);
    const difference: Difference = { kind: 'order', path: at.path, baseline, target };
    if (!isUndated)
      this.measures.push({
        kind: isHeartbeat ? 'heartbeat' : 'time',
        baseline: one.ms,
        target: other.ms,
        thing: at.thing,
        difference,
      });
    return undefined;
  }

  #ids(baseline: string, target: string, shown: Json, other: Json, at: At): DifferenceKind | undefined {
    const { readings, describers, graph } = this.#how;
    const vertexOf = (side: Side, key: string) => {
      const fresh = describers[side].ids.get(key);
      return fresh === undefined ? readings[side].idOf(key, false) : -1 - fresh;
    };
    const [one, two] = [vertexOf('baseline', baseline), vertexOf('target', target)];
    if (one === undefined || two === undefined) return 'pairing';
    if (one >= 0 || two >= 0) return one === two ? undefined : 'pairing';
    const vote = { baseline: -1 - one, target: -1 - two };
    if (graph.colour[vote.baseline] !== graph.colour[vote.target]) return 'pairing';
    this.votes.push({ ...vote, place: this.voted.length });
    this.voted.push({ kind: 'pairing', path: at.path, baseline: shown, target: other });
    return undefined;
  }

  #numbers(baseline: number, target: number, at: At): void {
    const { readings } = this.#how;
    const [text, other] = [this.#written('baseline', at), this.#written('target', at)];
    const { identifies } = at.field;
    if (
      identifies !== undefined &&
      text === undefined &&
      other === undefined &&
      Number.isInteger(baseline) &&
      Number.isInteger(target)
    ) {
      const name = singular(identifies || at.owner || 'thing');
      const [one, two] = [`${name} ${baseline}`, `${name} ${target}`];
      const [chosen, chosenToo] = [readings.baseline.isChosen(one), readings.target.isChosen(two)];
      const kind =
        chosen || chosenToo ? (one === two ? undefined : 'value') : this.#ids(one, two, baseline, target, at);
      if (kind) this.#differ(kind, baseline, target, at);
      return;
    }
    const kind = at.declared?.kind ?? at.field.kind;
    const [measure, second] = [
      measureOf(baseline, at.field.name, kind, readings.baseline.now),
      measureOf(target, at.field.name, kind, readings.target.now),
    ];
    const difference: Difference = {
      kind: 'value',
      path: at.path,
      baseline: text ?? baseline,
      target: other ?? target,
    };
    const isAlike = isInteger(baseline, text) === isInteger(target, other);
    const isChosen =
      measure?.kind === 'time' &&
      second?.kind === 'time' &&
      (readings.baseline.isChosenTime(measure.value) || readings.target.isChosenTime(second.value));
    if (measure && second && measure.tag === second.tag && isAlike && !isChosen) {
      if (!readings.baseline.isUndated(at.holders.baseline, at.keys.baseline))
        this.measures.push({
          kind: measure.kind,
          baseline: measure.value,
          target: second.value,
          thing: at.thing,
          difference,
        });
    } else if (((measure || second) && !isChosen) || canonical(baseline, text) !== canonical(target, other)) {
      this.#differ('value', difference.baseline, difference.target, at);
    }
  }
}

const HEADERS = 'headers';

const isInteger = (value: number, text: string | undefined): boolean =>
  text === undefined && Number.isInteger(value);

const canonical = (value: number, text: string | undefined): string => canonicalNumber(text ?? String(value));

const kindOf = (value: Json): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

const isPermutation = (a: readonly number[], b: readonly number[]): boolean => {
  const [left, right] = [[...a].sort((x, y) => x - y), [...b].sort((x, y) => x - y)];
  return left.every((shape, index) => shape === right[index]);
};
