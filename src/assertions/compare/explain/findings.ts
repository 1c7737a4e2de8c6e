import type { Difference, DifferenceKind, Json, PerSide, Side } from '../../../model.ts';
import { SIDES } from '../../../model.ts';
import type { Measure } from '../graph/graph.ts';
import type { DeclaredField } from '../text/declared-fields.ts';
import { type Field, NO_FIELD } from '../text/field.ts';
import type { Vote } from './votes.ts';

/** The position of two compared values. */
export interface At {
  readonly path: string;
  readonly field: Field;
  readonly owner: string;
  readonly declared: DeclaredField | undefined;
  /** The containers of the values and the keys in them. Differing values are skipped in the next pass. */
  readonly holders: PerSide<unknown>;
  readonly keys: PerSide<string | number>;
  /** Number of the resource that the values belong to. */
  readonly thing: number;
}

/** The position of a value without a container. */
export const rootAt = (path: string, declared: DeclaredField | undefined): At => ({
  path,
  field: NO_FIELD,
  owner: '',
  declared,
  holders: { baseline: undefined, target: undefined },
  keys: { baseline: '', target: '' },
  thing: 0,
});

/** Two values compared with a tolerance. */
export interface MeasurePair {
  readonly kind: Measure['kind'];
  readonly baseline: number;
  readonly target: number;
  readonly thing: number;
  readonly difference: Difference;
}

type Skips = PerSide<Map<unknown, Set<string | number>>>;

/** Collects the results of comparing two answers. */
export class Findings {
  /** Differences that do not depend on the pairing of ids. */
  readonly found: Difference[] = [];
  readonly skips: Skips = { baseline: new Map(), target: new Map() };
  readonly votes: Vote[] = [];
  /** Differences that apply if the ids of a vote are not paired, indexed by `place` of the vote. */
  readonly voted: Difference[] = [];
  readonly measures: MeasurePair[] = [];

  differ(kind: DifferenceKind, baseline: Json, target: Json, { path, holders, keys }: At): void {
    this.found.push({ kind, path, baseline, target });
    for (const side of SIDES) this.#skip(side, holders[side], keys[side]);
  }

  /** Records a value that only one side has. */
  single(side: Side, path: string, value: Json, holder: unknown, key: string | number): void {
    this.found.push(
      side === 'baseline'
        ? { kind: 'missing', path, baseline: value, target: null }
        : { kind: 'extra', path, baseline: null, target: value },
    );
    this.#skip(side, holder, key);
  }

  vote(baseline: number, target: number, difference: Difference): void {
    this.votes.push({ baseline, target, place: this.voted.length });
    this.voted.push(difference);
  }

  #skip(side: Side, holder: unknown, key: string | number): void {
    const known = this.skips[side].get(holder) ?? new Set();
    this.skips[side].set(holder, known.add(key));
  }
}
