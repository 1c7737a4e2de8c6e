import { canonicalNumber } from '../../../model.ts';
import type { Graph } from '../graph/graph.ts';
import { type Field, type FieldKind, numberKey, singular } from '../text/field.ts';
import { FORM_NUMBER, type Form } from '../text/forms.ts';
import { mix, TextHash } from '../text/hash.ts';
import { TextReader } from '../text/text-reader.ts';
import type { Description } from './description.ts';
import { Links } from './links.ts';
import { measureOf } from './measures.ts';
import type { Reading } from './reading.ts';
import { type ReadId, RepeatedTexts } from './repeated-texts.ts';

/** Forms of values that can be assigned again after their resource is deleted. */
const SHOWN: ReadonlySet<Form> = new Set<Form>(['ipv4', 'ipv6', 'IPV6', 'mac', 'MAC']);

/** Describes texts, numbers and nulls of one side: ids become vertices, times become measures, all else a hash. */
export class Scalars {
  readonly #graph: Graph;
  readonly #reading: Reading;
  readonly #description: Description;
  readonly #reader: TextReader;
  readonly #hash = new TextHash();
  readonly #links = new Links();
  readonly #repeated = new RepeatedTexts();
  /** The UUID that was read last and that the client did not choose. */
  #lastUuid = '';
  readonly #ids = new Map<string, number>();
  /** Whether integers are among them. */
  hasNumbers = false;
  /** The last id without a partner, and its vertex. */
  #lastKey = '';
  #lastVertex = -1;

  constructor(graph: Graph, reading: Reading, description: Description) {
    this.#graph = graph;
    this.#reading = reading;
    this.#description = description;
    this.#reader = new TextReader(reading);
  }

  /** The vertices of ids that were not met before, by their keys. */
  get ids(): Map<string, number> {
    return this.#ids;
  }

  /** Removes ids that were only read for a trial. */
  forget(keys: readonly string[]): void {
    for (const key of keys) this.#ids.delete(key);
    this.#lastKey = '';
  }

  /** Whether a name holds an id, a time or a name of the deployment. */
  hasForm(name: string): boolean {
    this.#reader.read(name, undefined);
    return this.#reader.count > 0 || this.#reader.text !== name;
  }

  null(holder: unknown, key: string | number, one: number, other: number): void {
    const text = this.#reading.numbers.get(holder)?.get(key);
    if (text === undefined) this.#description.add(one, other, 24, 0);
    else this.#literal(text, 27, one, other);
  }

  #literal(text: string, tag: number, one: number, other: number): void {
    const hash = this.#hash;
    hash.begin(tag, tag);
    hash.add(text, 0, text.length);
    this.#description.add(one, other, hash.one, hash.other);
  }

  number(
    value: number,
    holder: unknown,
    key: string | number,
    field: Field,
    owner: string,
    kind: FieldKind | undefined,
    one: number,
    other: number,
  ): void {
    const reading = this.#reading;
    const { numbers, now } = reading;
    const text = numbers.size > 0 ? numbers.get(holder)?.get(key) : undefined;
    const isInteger = text === undefined && Number.isInteger(value);
    const id =
      isInteger && field.identifies !== undefined ? numberKey(field, owner, String(value)) : undefined;
    if (id !== undefined && !reading.isChosen(id) && (!field.isList || reading.isMet(id))) {
      this.hasNumbers ||= !reading.isMet(id);
      const isOwn = field.identifies === '' || owner === '' || field.identifies === singular(owner);
      this.#id('number', id, isOwn, one, other);
      return;
    }
    const isUndated = reading.isUndated(holder, key);
    const measure = measureOf(value, field.name, kind, now);
    if (measure && !(measure.kind === 'time' && reading.isChosenTime(measure.value))) {
      this.#description.add(one, other, measure.tag, isInteger ? 1 : 2);
      if (!isUndated) this.#description.measure(measure.kind, measure.value, one);
    } else if (text !== undefined) this.#literal(canonicalNumber(text), 28, one, other);
    else if (Number.isInteger(value))
      this.#description.add(one, other, mix(29, value | 0), mix(30, Math.floor(value / 0x1_0000_0000) | 0));
    else this.#literal(canonicalNumber(String(value)), 28, one, other);
  }

  text(
    written: string,
    holder: unknown,
    key: string | number,
    field: Field,
    owner: string,
    kind: FieldKind | undefined,
    one: number,
    other: number,
  ): void {
    const hash = this.#hash;
    hash.begin(31, 32);
    if (kind !== 'secret' && kind !== 'own' && !this.#reading.hasOwnNames && hash.addWord(written)) {
      this.#description.add(one, other, hash.one, hash.other);
      return;
    }
    const link = this.#links.find(written, field, kind, this.#lastUuid);
    if (link) {
      this.#idAt('uuid', this.#lastUuid, 0, one, other);
      this.#description.add(one, other, link.one, link.other);
      return;
    }
    const number = numberKey(field, owner, written);
    const known = number === undefined ? this.#repeated.find(written, kind) : undefined;
    if (known) {
      for (const { form, key, index } of known.ids) this.#idAt(form, key, index, one, other);
      this.#description.add(one, other, known.one, known.other);
      return;
    }
    const ids: ReadId[] | undefined = number === undefined && this.#repeated.isRepeated ? [] : undefined;
    const reader = this.#reader;
    reader.read(written, kind, number, field.name);
    const { text, wrapping } = reader;
    let end = 0;
    let hasTimes = false;
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
      if (reader.isLiteral[index]) {
        hash.add(text, from, to);
        continue;
      }
      if (reader.format[index] !== 0) hash.mix(reader.format[index] as number, 0);
      if (form === 'time') {
        hasTimes = true;
        if (!this.#reading.isUndated(holder, key))
          this.#description.measure(
            kind === 'heartbeat' ? kind : 'time',
            reader.ms[index] as number,
            mix(one, index),
          );
      } else {
        const id = reader.key[index] as string;
        if (form === 'uuid') this.#lastUuid = id;
        ids?.push({ form, key: id, index });
        this.#idAt(form, id, index, one, other);
      }
    }
    hash.add(text, end, text.length);
    if (reader.count === 1 && reader.form[0] === 'uuid' && !reader.isLiteral[0] && text === written)
      this.#links.keep(written, field, kind, reader.start[0] as number, end, hash.one, hash.other);
    if (ids && !hasTimes) this.#repeated.keep({ one: hash.one, other: hash.other, ids });
    this.#description.add(one, other, hash.one, hash.other);
  }

  /** Adds one of the ids in a text. */
  #idAt(form: Form, key: string, index: number, one: number, other: number): void {
    this.#id(form, key, SHOWN.has(form), mix(one, 100 + index), mix(other, 100 + index));
  }

  /** @param isShown whether a resource shows it as its own; after the resource is deleted, another can have it */
  #id(form: Form, key: string, isShown: boolean, one: number, other: number): void {
    // Things repeat their own id in links.
    if (key === this.#lastKey) {
      this.#description.add(one, other, 34, 0);
      this.#description.connect(this.#lastVertex, one);
      return;
    }
    const fresh = this.#ids.get(key);
    const known = fresh === undefined ? this.#reading.idOf(key, isShown) : -1 - fresh;
    if (known !== undefined && known >= 0) {
      this.#description.add(one, other, 33, known);
      return;
    }
    let vertex = known === undefined ? -1 : -1 - known;
    if (known === undefined) {
      // Capitals are noted at their place: the id is the same.
      const family = FORM_NUMBER[form.toLowerCase() as Form];
      vertex = this.#graph.add(this.#reading.side, -1 - family, key);
      this.#graph.hasNumbers ||= form === 'number';
      this.#ids.set(key, vertex);
    }
    this.#lastKey = key;
    this.#lastVertex = vertex;
    this.#description.add(one, other, 34, 0);
    this.#description.connect(vertex, one);
  }
}
