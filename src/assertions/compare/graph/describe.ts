import type { Json, Side } from '../../../model.ts';
import { canonicalNumber } from '../../../model.ts';
import type { DeclaredField } from '../text/declared-fields.ts';
import { type Field, type FieldKind, fieldOf, NO_FIELD, numberKey } from '../text/field.ts';
import { joined, mix, seed, TextHash } from '../text/hash.ts';
import { FORM_NUMBER, type Form } from '../text/scanner.ts';
import { type TextContext, TextReader } from '../text/text-reader.ts';
import type { Graph, Measure } from './graph.ts';
import { measureOf } from './measures.ts';

/** What of an answer, its request and the scenario so far a side's description depends on. */
export interface Reading extends TextContext {
  readonly side: Side;
  /** What an id is known as: the number of its pair, or its vertex as -1 - vertex; undefined for one not met before. */
  readonly idOf: (key: string, isShown: boolean) => number | undefined;
  readonly numbers: ReadonlyMap<unknown, ReadonlyMap<string | number, string>>;
  /** Members that are sequences, and times that may be from before the run, by what they are or what holds them. */
  readonly isOrdered: (list: readonly Json[]) => boolean;
  readonly isUndated: (holder: unknown, key: string | number) => boolean;
  /** Members that are known to differ, and are passed over. */
  readonly skips: ReadonlyMap<unknown, ReadonlySet<string | number>>;
}

/** An element of a multiset, or a member of a map by ids. */
export interface Element {
  readonly key: string | number;
  readonly value: Json;
  readonly shape: number;
  /** -1 for an element without ids or times. */
  readonly vertex: number;
}

/** Elements after which others may have the processor. */
const SLICE = 256;

/** Puts one side's answer into a graph: what has no ids as hashes, the ids as vertices. */
export class Describer {
  readonly #graph: Graph;
  readonly #reading: Reading;
  readonly #reader: TextReader;
  readonly #hash = new TextHash();
  /** Ids that were not met before, by their keys. */
  readonly ids = new Map<string, number>();
  /** Whether integers are among them. */
  hasNumbers = false;
  /** Elements by their list or map; undefined to do without. */
  readonly elements: Map<unknown, Element[]> | undefined;
  #one = 0;
  #other = 0;
  #vertex = -1;
  /** Elements are described to be compared with others, not to be part of the answer. */
  #isTrial = false;

  constructor(graph: Graph, reading: Reading, records: boolean) {
    this.#graph = graph;
    this.#reading = reading;
    this.#reader = new TextReader(reading);
    this.elements = records ? new Map() : undefined;
  }

  /** Describes a whole answer as one vertex of its own. */
  *answer(
    headers: Readonly<Record<string, Json>>,
    body: Json | undefined,
    declared: DeclaredField | undefined,
  ): Generator<void, number> {
    this.#vertex = this.#graph.add(this.#reading.side, 0);
    const root = this.#vertex;
    this.#value(headers as Json, undefined, '', NO_FIELD, '', undefined, seed(1), seed(2));
    if (body !== undefined && !this.#isSkipped(undefined, ''))
      yield* this.#sliced(body, undefined, '', NO_FIELD, '', declared, seed(3), seed(4));
    // Where differences are explained, two answers are taken for each other whatever they hold.
    this.#graph.colour[root] = this.elements ? ANSWER : joined(this.#one, this.#other);
    return root;
  }

  /** A hash that is equal for any two values that can correspond. */
  shapeOf(
    value: Json,
    holder: unknown,
    key: string | number,
    field: Field,
    owner: string,
    declared: DeclaredField | undefined,
  ): number {
    const graph = this.#graph;
    const begun = graph.mark();
    this.#isTrial = true;
    const { shape } = this.#element(value, holder, key, field, owner, declared, 0, 0, undefined);
    this.#isTrial = false;
    // What is passed over may mention ids that nothing else does.
    for (const id of graph.keysSince(begun)) this.ids.delete(id);
    graph.reset(begun);
    return shape;
  }

  *#sliced(
    value: Json,
    holder: unknown,
    key: string | number,
    field: Field,
    owner: string,
    declared: DeclaredField | undefined,
    one: number,
    other: number,
  ): Generator<void> {
    if (Array.isArray(value)) {
      const isOrdered = this.#reading.isOrdered(value);
      this.#add(one, other, isOrdered ? 21 : 22, 0);
      for (let index = 0; index < value.length; index++) {
        this.#listed(value, index, isOrdered, field, owner, declared?.items, one, other);
        if (index % SLICE === SLICE - 1) yield;
      }
    } else if (typeof value === 'object' && value !== null) {
      this.#add(one, other, 23, 0);
      for (const name of Object.keys(value)) {
        const member = (value as Record<string, Json>)[name] as Json;
        const below = fieldOf(name);
        if (
          typeof member === 'object' &&
          member !== null &&
          !below.mayHoldIds &&
          !this.#isSkipped(value, name)
        ) {
          const declaredBelow = declared && (declared.members?.get(name) ?? declared.any);
          yield* this.#sliced(
            member,
            value,
            name,
            below,
            name,
            declaredBelow,
            mix(one, below.one),
            mix(other, below.other),
          );
        } else this.#member(value as Record<string, Json>, name, owner, declared, one, other);
      }
    } else this.#value(value, holder, key, field, owner, declared, one, other);
  }

  #value(
    value: Json,
    holder: unknown,
    key: string | number,
    field: Field,
    owner: string,
    declared: DeclaredField | undefined,
    one: number,
    other: number,
  ): void {
    if (typeof value === 'string')
      this.#text(value, holder, key, field, owner, declared?.kind ?? field.kind, one, other);
    else if (typeof value === 'number')
      this.#number(value, holder, key, field, owner, declared?.kind ?? field.kind, one, other);
    else if (value === null && !this.#reading.numbers.has(holder)) this.#add(one, other, 24, 0);
    else if (value === null) this.#null(holder, key, one, other);
    else if (typeof value === 'boolean') this.#add(one, other, value ? 25 : 26, 0);
    else if (Array.isArray(value)) {
      const isOrdered = this.#reading.isOrdered(value);
      this.#add(one, other, isOrdered ? 21 : 22, 0);
      for (let index = 0; index < value.length; index++)
        this.#listed(value, index, isOrdered, field, owner, declared?.items, one, other);
    } else {
      this.#add(one, other, 23, 0);
      for (const name of Object.keys(value))
        this.#member(value as Record<string, Json>, name, owner, declared, one, other);
    }
  }

  #isSkipped(holder: unknown, key: string | number): boolean {
    const { skips } = this.#reading;
    return skips.size > 0 && skips.get(holder)?.has(key) === true;
  }

  #member(
    holder: Readonly<Record<string, Json>>,
    name: string,
    owner: string,
    declared: DeclaredField | undefined,
    one: number,
    other: number,
  ): void {
    if (this.#isSkipped(holder, name)) return;
    const field = fieldOf(name);
    const below = declared && (declared.members?.get(name) ?? declared.any);
    const value = holder[name] as Json;
    const ownerBelow = typeof value === 'object' ? name : owner;
    if (field.mayHoldIds) {
      this.#reader.read(name, undefined);
      if (this.#reader.count > 0) {
        const element = this.#element(value, holder, name, field, owner, below, one, other, name);
        this.#record(holder, element);
        return;
      }
    }
    this.#value(value, holder, name, field, ownerBelow, below, mix(one, field.one), mix(other, field.other));
  }

  #listed(
    list: readonly Json[],
    index: number,
    isOrdered: boolean,
    field: Field,
    owner: string,
    declared: DeclaredField | undefined,
    one: number,
    other: number,
  ): void {
    if (this.#isSkipped(list, index)) return;
    const value = list[index] as Json;
    if (isOrdered)
      this.#value(value, list, index, field, owner, declared, mix(one, index), mix(other, index));
    else if (this.elements)
      this.#record(list, this.#element(value, list, index, field, owner, declared, one, other, undefined));
    else this.#element(value, list, index, field, owner, declared, one, other, undefined);
  }

  #record(holder: unknown, element: Element): void {
    if (this.#isTrial) return;
    const known = this.elements?.get(holder);
    if (known) known.push(element);
    else this.elements?.set(holder, [element]);
  }

  /** What stands in no order is described by itself, and added to what it is in. */
  #element(
    value: Json,
    holder: unknown,
    key: string | number,
    field: Field,
    owner: string,
    declared: DeclaredField | undefined,
    one: number,
    other: number,
    name: string | undefined,
  ): Element {
    const savedOne = this.#one;
    const savedOther = this.#other;
    const savedVertex = this.#vertex;
    this.#one = 0;
    this.#other = 0;
    this.#vertex = -1;
    if (name !== undefined) this.#text(name, undefined, name, NO_FIELD, '', undefined, NAME_ONE, NAME_OTHER);
    this.#value(value, holder, key, field, owner, declared, VALUE_ONE, VALUE_OTHER);
    const shapeOne = this.#one;
    const shapeOther = this.#other;
    const vertex = this.#vertex;
    const shape = joined(shapeOne, shapeOther);
    this.#one = savedOne;
    this.#other = savedOther;
    this.#vertex = savedVertex;
    if (vertex >= 0) {
      this.#graph.colour[vertex] = shape;
      this.#graph.connect(this.#own(), vertex, one);
    }
    this.#add(one, other, shapeOne, shapeOther);
    return this.elements ? { key, value, shape, vertex } : NO_ELEMENT;
  }

  /** The vertex of what is being described, made when something is to be known of it. */
  #own(): number {
    if (this.#vertex < 0) this.#vertex = this.#graph.add(this.#reading.side, 0);
    return this.#vertex;
  }

  /** Adds what stands at a place, in no order. */
  #add(one: number, other: number, valueOne: number, valueOther: number): void {
    this.#one = (this.#one + mix(one, valueOne)) | 0;
    this.#other = (this.#other + mix(other, valueOther ^ valueOne)) | 0;
  }

  #null(holder: unknown, key: string | number, one: number, other: number): void {
    const text = this.#reading.numbers.get(holder)?.get(key);
    if (text === undefined) this.#add(one, other, 24, 0);
    else this.#literal(text, 27, one, other);
  }

  #literal(text: string, tag: number, one: number, other: number): void {
    const hash = this.#hash;
    hash.begin(tag, tag);
    hash.add(text, 0, text.length);
    this.#add(one, other, hash.one, hash.other);
  }

  #number(
    value: number,
    holder: unknown,
    key: string | number,
    field: Field,
    owner: string,
    kind: FieldKind | undefined,
    one: number,
    other: number,
  ): void {
    const { numbers, now, isChosen, isChosenTime } = this.#reading;
    const text = numbers.size > 0 ? numbers.get(holder)?.get(key) : undefined;
    if (field.identifies !== undefined && text === undefined && Number.isInteger(value)) {
      const id = numberKey(field, owner, String(value)) as string;
      if (!isChosen(id)) {
        this.hasNumbers ||= !this.#reading.isMet(id);
        this.#id('number', id, field.identifies === '', one, other);
        return;
      }
    }
    const isUndated = this.#reading.isUndated(holder, key);
    const measure = measureOf(value, field.name, kind, now);
    if (measure && !(measure.kind === 'time' && isChosenTime(measure.value))) {
      this.#add(one, other, measure.tag, text === undefined && Number.isInteger(value) ? 1 : 2);
      if (!isUndated) this.#measure(measure.kind, measure.value, one);
    } else if (text !== undefined) this.#literal(canonicalNumber(text), 28, one, other);
    else if (Number.isInteger(value))
      this.#add(one, other, mix(29, value | 0), mix(30, Math.floor(value / 0x1_0000_0000) | 0));
    else this.#literal(canonicalNumber(String(value)), 28, one, other);
  }

  #measure(kind: Measure['kind'], value: number, place: number): void {
    this.#graph.measures.push({ vertex: this.#own(), place, kind, value });
  }

  #text(
    written: string,
    holder: unknown,
    key: string | number,
    field: Field,
    owner: string,
    kind: FieldKind | undefined,
    one: number,
    other: number,
  ): void {
    const reader = this.#reader;
    reader.read(written, kind, numberKey(field, owner, written));
    const { text, wrapping } = reader;
    let end = 0;
    const hash = this.#hash;
    hash.begin(31, 32);
    if (wrapping !== '') {
      hash.add(wrapping, 0, wrapping.length);
      hash.mix(35, 36);
    }
    for (let index = 0; index < reader.count; index++) {
      const from = reader.start[index] as number;
      const to = reader.end[index] as number;
      const form = reader.form[index] as Form;
      hash.add(text, end, from);
      hash.mix(FORM_NUMBER[form], to === text.length ? 1 : 2);
      end = to;
      if (reader.isLiteral[index]) hash.add(text, from, to);
      else if (form === 'time') {
        hash.mix(reader.format[index] as number, 0);
        if (!this.#reading.isUndated(holder, key))
          this.#measure(kind === 'heartbeat' ? kind : 'time', reader.ms[index] as number, mix(one, index));
      } else {
        const id = reader.key[index] as string;
        this.#id(form, id, SHOWN.has(form), mix(one, 100 + index), mix(other, 100 + index));
      }
    }
    hash.add(text, end, text.length);
    this.#add(one, other, hash.one, hash.other);
  }

  /** @param isShown Whether it stands where a thing shows what it has, so that an ended one's can be another's. */
  #id(form: Form, key: string, isShown: boolean, one: number, other: number): void {
    const fresh = this.ids.get(key);
    const known = fresh === undefined ? this.#reading.idOf(key, isShown) : -1 - fresh;
    if (known !== undefined && known >= 0) {
      this.#add(one, other, 33, known);
      return;
    }
    let vertex = known === undefined ? -1 : -1 - known;
    if (known === undefined) {
      // Capitals are noted where they stand: the id is the same.
      const family = FORM_NUMBER[form.toLowerCase() as Form];
      vertex = this.#graph.add(this.#reading.side, -1 - family, key);
      this.ids.set(key, vertex);
    }
    this.#add(one, other, 34, 0);
    this.#graph.connect(this.#own(), vertex, one);
  }
}

const ANSWER = -900;
const NAME_ONE = seed(5);
const NAME_OTHER = seed(6);
const VALUE_ONE = seed(7);
const VALUE_OTHER = seed(8);
const NO_ELEMENT: Element = { key: '', value: null, shape: 0, vertex: -1 };

/** What is given out again when its thing is gone. */
const SHOWN: ReadonlySet<Form> = new Set<Form>(['ipv4', 'ipv6', 'IPV6', 'mac', 'MAC']);
