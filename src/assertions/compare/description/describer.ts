import type { Json } from '../../../model.ts';
import type { Graph } from '../graph/graph.ts';
import type { DeclaredField } from '../text/declared-fields.ts';
import { type Field, fieldBelow, fieldOf, NO_FIELD } from '../text/field.ts';
import { joined, mix, seed } from '../text/hash.ts';
import { Description } from './description.ts';
import type { Reading } from './reading.ts';
import { Scalars } from './scalars.ts';

/** An element of a multiset, or a member of a map by ids. */
export interface Element {
  readonly key: string | number;
  readonly value: Json;
  readonly shape: number;
  /** -1 for an element without ids or times. */
  readonly vertex: number;
}

/** Number of elements to process before yielding. */
const SLICE = 256;

/** Puts one side's answer into a graph: values without ids as hashes, ids as vertices. */
export class Describer {
  readonly #graph: Graph;
  readonly #reading: Reading;
  readonly #description: Description;
  readonly #scalars: Scalars;
  /** Elements by their list or map; undefined to do without. */
  readonly elements: Map<unknown, Element[]> | undefined;
  /** Elements are described to be compared with others, not to be part of the answer. */
  #isTrial = false;

  constructor(graph: Graph, reading: Reading, records: boolean) {
    this.#graph = graph;
    this.#reading = reading;
    this.#description = new Description(graph, reading.side);
    this.#scalars = new Scalars(graph, reading, this.#description);
    this.elements = records ? new Map() : undefined;
  }

  /** The vertices of ids that were not met before, by their keys. */
  get ids(): Map<string, number> {
    return this.#scalars.ids;
  }

  /** Whether integers are among them. */
  get hasNumbers(): boolean {
    return this.#scalars.hasNumbers;
  }

  /** Describes a whole answer as a new vertex. */
  *answer(
    headers: Readonly<Record<string, Json>>,
    body: Json | undefined,
    declared: DeclaredField | undefined,
  ): Generator<void, number> {
    const root = this.#description.own();
    this.#value(headers as Json, undefined, '', NO_FIELD, '', undefined, seed(1), seed(2));
    if (body !== undefined && !this.#isSkipped(undefined, ''))
      yield* this.#sliced(body, undefined, '', NO_FIELD, '', declared, seed(3), seed(4));
    // When differences are explained, two answers correspond regardless of their content.
    this.#graph.colour[root] = this.elements
      ? ANSWER
      : joined(this.#description.one, this.#description.other);
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
    // A skipped element may contain ids that occur nowhere else.
    this.#scalars.forget(graph.keysSince(begun));
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
      this.#description.add(one, other, isOrdered ? 21 : 22, 0);
      let position = 0;
      for (let index = 0; index < value.length; index++) {
        if (!this.#isSkipped(value, index))
          this.#listed(value, index, isOrdered ? position++ : -1, field, owner, declared?.items, one, other);
        if (index % SLICE === SLICE - 1) yield;
      }
    } else if (typeof value === 'object' && value !== null) {
      this.#description.add(one, other, 23, 0);
      let count = 0;
      for (const name of Object.keys(value)) {
        if (++count % SLICE === 0) yield;
        const member = (value as Record<string, Json>)[name] as Json;
        const below = fieldOf(name);
        if (
          typeof member === 'object' &&
          member !== null &&
          !this.#mayHoldIds(below) &&
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
        } else this.#member(value as Record<string, Json>, name, member, below, owner, declared, one, other);
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
      this.#scalars.text(value, holder, key, field, owner, declared?.kind ?? field.kind, one, other);
    else if (typeof value === 'number')
      this.#scalars.number(value, holder, key, field, owner, declared?.kind ?? field.kind, one, other);
    else if (value === null && !this.#reading.numbers.has(holder)) this.#description.add(one, other, 24, 0);
    else if (value === null) this.#scalars.null(holder, key, one, other);
    else if (typeof value === 'boolean') this.#description.add(one, other, value ? 25 : 26, 0);
    else if (Array.isArray(value)) {
      const isOrdered = this.#reading.isOrdered(value);
      this.#description.add(one, other, isOrdered ? 21 : 22, 0);
      let position = 0;
      for (let index = 0; index < value.length; index++)
        if (!this.#isSkipped(value, index))
          this.#listed(value, index, isOrdered ? position++ : -1, field, owner, declared?.items, one, other);
    } else {
      this.#description.add(one, other, 23, 0);
      // Faster than over Object.keys, and if the member is read here. JSON's objects inherit nothing that is enumerable.
      const holder = value as Record<string, Json>;
      let place = 0;
      for (const name in holder) {
        const below = fieldBelow(field, place++, name);
        this.#member(holder, name, holder[name] as Json, below, owner, declared, one, other);
      }
    }
  }

  #mayHoldIds({ mayHoldIds }: Field): boolean {
    return mayHoldIds || this.#reading.hasOwnNames;
  }

  #isSkipped(holder: unknown, key: string | number): boolean {
    const { skips } = this.#reading;
    return skips.size > 0 && skips.get(holder)?.has(key) === true;
  }

  #member(
    holder: Readonly<Record<string, Json>>,
    name: string,
    value: Json,
    field: Field,
    owner: string,
    declared: DeclaredField | undefined,
    one: number,
    other: number,
  ): void {
    if (this.#isSkipped(holder, name)) return;
    const below = declared && (declared.members?.get(name) ?? declared.any);
    const ownerBelow = typeof value === 'object' ? name : owner;
    if (this.#mayHoldIds(field) && this.#scalars.hasForm(name)) {
      const element = this.#element(value, holder, name, field, owner, below, one, other, name);
      this.#record(holder, element);
      return;
    }
    this.#value(value, holder, name, field, ownerBelow, below, mix(one, field.one), mix(other, field.other));
  }

  /** @param position The element's place in a sequence, not counting skipped ones; -1 in an unordered list */
  #listed(
    list: readonly Json[],
    index: number,
    position: number,
    field: Field,
    owner: string,
    declared: DeclaredField | undefined,
    one: number,
    other: number,
  ): void {
    const value = list[index] as Json;
    if (position >= 0)
      this.#value(value, list, index, field, owner, declared, mix(one, position), mix(other, position));
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

  /** Describes an element of an unordered list by itself, and adds it to its container. */
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
    const description = this.#description;
    const { one: savedOne, other: savedOther, vertex: savedVertex } = description;
    description.one = 0;
    description.other = 0;
    description.vertex = -1;
    if (name !== undefined)
      this.#scalars.text(name, undefined, name, NO_FIELD, '', undefined, NAME_ONE, NAME_OTHER);
    this.#value(value, holder, key, field, owner, declared, VALUE_ONE, VALUE_OTHER);
    const { one: shapeOne, other: shapeOther, vertex } = description;
    const shape = joined(shapeOne, shapeOther);
    description.one = savedOne;
    description.other = savedOther;
    description.vertex = savedVertex;
    if (vertex >= 0) {
      this.#graph.colour[vertex] = shape;
      description.connect(vertex, one);
    }
    description.add(one, other, shapeOne, shapeOther);
    return this.elements ? { key, value, shape, vertex } : NO_ELEMENT;
  }
}

const ANSWER = -900;
const NAME_ONE = seed(5);
const NAME_OTHER = seed(6);
const VALUE_ONE = seed(7);
const VALUE_OTHER = seed(8);
const NO_ELEMENT: Element = { key: '', value: null, shape: 0, vertex: -1 };
