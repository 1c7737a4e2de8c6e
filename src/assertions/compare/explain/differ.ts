import type { Json, PerSide } from '../../../model.ts';
import { SIDES } from '../../../model.ts';
import type { Element } from '../description/describer.ts';
import type { Pairing } from '../graph/groups.ts';
import type { Partition } from '../graph/partition.ts';
import { memberPath } from '../path.ts';
import type { DeclaredField } from '../text/declared-fields.ts';
import { fieldOf, NO_FIELD } from '../text/field.ts';
import { type At, Findings, rootAt } from './findings.ts';
import { type Described, Leaves } from './leaves.ts';
import { matched } from './match.ts';
import { alignedSequences } from './sequences.ts';

export interface Differing extends Described {
  /** The classes that connections determine, and one assignment that agrees with them. */
  readonly partition: Partition;
  readonly settled: Pairing;
}

type JsonObject = Readonly<Record<string, Json>>;

/** Number of members and elements processed before yielding. */
const SLICE = 256;

/** Compares two answers value by value. */
export class Differ {
  readonly findings = new Findings();
  readonly #how: Differing;
  readonly #leaves: Leaves;
  #things = 0;
  #steps = 0;

  constructor(how: Differing) {
    this.#how = how;
    this.#leaves = new Leaves(how, this.findings);
  }

  body(baseline: Json, target: Json, declared: DeclaredField | undefined): Generator<void> {
    return this.#value(baseline, target, rootAt('$', declared));
  }

  headers(baseline: JsonObject, target: JsonObject): Generator<void> {
    return this.#objects(baseline, target, rootAt(HEADERS, undefined));
  }

  *#value(baseline: Json, target: Json, at: At): Generator<void> {
    if (++this.#steps % SLICE === 0) yield;
    if (SIDES.some((side) => this.#isSkipped(side, at.holders[side], at.keys[side]))) return;
    const [kind, other] = [kindOf(baseline), kindOf(target)];
    if (kind !== other) {
      const shown = this.#leaves.shown(baseline, 'baseline', at);
      this.findings.differ('type', shown, this.#leaves.shown(target, 'target', at), at);
    } else if (kind === 'array')
      yield* this.#arrays(baseline as readonly Json[], target as readonly Json[], at);
    else if (kind === 'object') yield* this.#objects(baseline as JsonObject, target as JsonObject, at);
    else this.#leaves.compare(baseline, target, at);
  }

  #isSkipped(side: keyof PerSide<unknown>, holder: unknown, key: string | number): boolean {
    return this.#how.readings[side].skips.get(holder)?.has(key) === true;
  }

  *#objects(baseline: JsonObject, target: JsonObject, at: At): Generator<void> {
    const left = this.#elementsOf('baseline', baseline);
    const right = this.#elementsOf('target', target);
    const byId = { baseline: keysOf(left), target: keysOf(right) };
    const holders = { baseline, target };
    for (const name of new Set([...Object.keys(baseline), ...Object.keys(target)])) {
      const [has, hasOther] = SIDES.map(
        (side) => Object.hasOwn(holders[side], name) && !byId[side].has(name),
      );
      if (!has && !hasOther) continue;
      if (SIDES.some((side) => this.#isSkipped(side, holders[side], name))) continue;
      const below: At = {
        ...memberOf(at, name),
        path: at.path === HEADERS ? `${HEADERS}.${name}` : memberPath(at.path, name),
        holders,
        keys: { baseline: name, target: name },
      };
      if (has && hasOther) {
        const owner = typeof baseline[name] === 'object' ? name : at.owner;
        yield* this.#value(baseline[name] as Json, target[name] as Json, { ...below, owner });
        continue;
      }
      const side = has ? 'baseline' : 'target';
      const value = this.#leaves.shown(holders[side][name] as Json, side, below);
      this.findings.single(side, below.path, value, holders[side], name);
    }
    if (left.length + right.length > 0) yield* this.#elements(left, right, holders, at, true);
  }

  #elementsOf(side: keyof PerSide<unknown>, holder: unknown): readonly Element[] {
    return this.#how.describers[side].elements?.get(holder) ?? [];
  }

  *#arrays(baseline: readonly Json[], target: readonly Json[], at: At): Generator<void> {
    const holders = { baseline, target };
    if (this.#how.readings.baseline.isOrdered(baseline)) return yield* this.#sequences(holders, at);
    const left = this.#elementsOf('baseline', baseline);
    yield* this.#elements(left, this.#elementsOf('target', target), holders, at, false);
  }

  /** @param areMembers Whether the elements are members of an object with ids as keys. */
  *#elements(
    left: readonly Element[],
    right: readonly Element[],
    holders: PerSide<unknown>,
    at: At,
    areMembers: boolean,
  ): Generator<void> {
    const { partition, settled } = this.#how;
    const likenesses = [
      ({ vertex, shape }: Element) =>
        vertex < 0 ? undefined : `class ${settled.classOf[vertex]} shape ${shape}`,
      ({ vertex }: Element) =>
        vertex < 0 || partition.partnerOf(vertex) < 0 ? undefined : `class ${partition.classOf[vertex]}`,
      ({ shape }: Element) => `shape ${shape}`,
    ];
    const { pairs, missing, extra } = matched(left, right, likenesses, (element, isBaseline) =>
      this.#features(element, isBaseline, at),
    );
    yield;
    const pathOf = ({ key }: Element) => memberPath(at.path, key);
    for (const [one, other] of pairs) {
      const below: At = {
        ...(areMembers ? memberOf(at, String(one.key)) : { ...at, declared: at.declared?.items }),
        path: pathOf(one),
        holders,
        keys: { baseline: one.key, target: other.key },
        thing: ++this.#things,
      };
      if (areMembers)
        this.#leaves.texts(one.key as string, other.key as string, {
          ...below,
          field: NO_FIELD,
          declared: undefined,
        });
      yield* this.#value(one.value, other.value, below);
    }
    for (const element of missing)
      this.findings.single('baseline', pathOf(element), element.value, holders.baseline, element.key);
    for (const element of extra)
      this.findings.single('target', pathOf(element), element.value, holders.target, element.key);
  }

  /** Properties by which an element can match a partner although parts of it differ. */
  #features({ value }: Pick<Element, 'value'>, isBaseline: boolean, at: At): string[] {
    const describer = this.#how.describers[isBaseline ? 'baseline' : 'target'];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).map(([name, member]) => {
      const { field, owner, declared } = memberOf(at, name);
      return `${name} ${describer.shapeOf(member as Json, value, name, field, owner, declared)}`;
    });
  }

  *#sequences(holders: PerSide<readonly Json[]>, at: At): Generator<void> {
    const declared = at.declared?.items;
    const indexes = (side: keyof PerSide<unknown>): number[] =>
      [...holders[side].keys()].filter((index) => !this.#isSkipped(side, holders[side], index));
    const [left, right] = [indexes('baseline'), indexes('target')];
    const shapesOf = (side: keyof PerSide<unknown>, all: readonly number[]): number[] =>
      all.map((index) => {
        const value = holders[side][index] as Json;
        return this.#how.describers[side].shapeOf(value, holders[side], index, at.field, at.owner, declared);
      });
    const featuresOf = (list: readonly Json[], isBaseline: boolean) =>
      remembered(
        (index: number) =>
          new Set(this.#features({ value: list[index] as Json }, isBaseline, { ...at, declared })),
      );
    const [ours, theirs] = [featuresOf(holders.baseline, true), featuresOf(holders.target, false)];
    const likeness = (one: number, other: number): number =>
      shareOf(ours(left[one] as number), theirs(right[other] as number));
    const shapes = { baseline: shapesOf('baseline', left), target: shapesOf('target', right) };
    const { aligned, isMoved } = alignedSequences(shapes.baseline, shapes.target, likeness);
    yield;
    for (const pair of aligned) {
      const one = pair.baseline === undefined ? undefined : left[pair.baseline];
      const other = pair.target === undefined ? undefined : right[pair.target];
      const path = memberPath(at.path, one ?? other ?? 0);
      if (one !== undefined && other !== undefined)
        yield* this.#value(holders.baseline[one] as Json, holders.target[other] as Json, {
          ...at,
          declared,
          path,
          holders,
          keys: { baseline: one, target: other },
          thing: ++this.#things,
        });
      else {
        const side = one === undefined ? 'target' : 'baseline';
        const index = (one ?? other) as number;
        this.findings.single(side, path, holders[side][index] as Json, holders[side], index);
      }
    }
    if (isMoved) this.findings.differ('order', holders.baseline, holders.target, at);
  }
}

/** The share of features that two elements have in common, less than 1. */
function shareOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let common = 0;
  for (const feature of one) if (other.has(feature)) common++;
  return common / (Math.max(one.size, other.size) + 1);
}

/** Computes a value per index once. */
function remembered<T>(compute: (index: number) => T): (index: number) => T {
  const known = new Map<number, T>();
  return (index) => {
    const found = known.get(index) ?? compute(index);
    known.set(index, found);
    return found;
  };
}

const HEADERS = 'headers';

const keysOf = (elements: readonly Element[]): ReadonlySet<string | number> =>
  new Set(elements.map(({ key }) => key));

const memberOf = (
  { declared, thing, owner }: At,
  name: string,
): Pick<At, 'field' | 'owner' | 'declared' | 'thing'> => ({
  field: fieldOf(name),
  owner,
  declared: declared && (declared.members?.get(name) ?? declared.any),
  thing,
});

const kindOf = (value: Json): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
