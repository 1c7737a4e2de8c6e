import type { Difference, DifferenceKind, Json, PerSide, Side } from '../../../model.ts';
import { SIDES } from '../../../model.ts';
import type { Measure } from '../graph/graph.ts';
import type { DeclaredField } from '../text/declared-fields.ts';
import { type Field, NO_FIELD } from '../text/field.ts';
import type { Vote } from './votes.ts';

/** Where two values stand. */
export interface At {
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

/** Of what nothing holds. */
export const rootAt = (path: string, declared: DeclaredField | undefined): At => ({
  path,
  field: NO_FIELD,
  owner: '',
  declared,
  holders: { baseline: undefined, target: undefined },
  keys: { baseline: '', target: '' },
  thing: 0,
});

/** Two values that are compared by how near they are. */
export interface MeasurePair {
  readonly kind: Measure['kind'];
  readonly baseline: number;
  readonly target: number;
  readonly thing: number;
  readonly difference: Difference;
}

type Skips = PerSide<Map<unknown, Set<string | number>>>;

/** What came of holding two answers against each other. */
export class Findings {
  /** What differs whatever the ids stand for. */
  readonly found: Difference[] = [];
  readonly skips: Skips = { baseline: new Map(), target: new Map() };
  readonly votes: Vote[] = [];
  /** What differs if the ids of a vote do not stand for each other, by the place of the vote. */
  readonly voted: Difference[] = [];
  readonly measures: MeasurePair[] = [];

  differ(kind: DifferenceKind, baseline: Json, target: Json, { path, holders, keys }: At): void {
    this.found.push({ kind, path, baseline, target });
    for (const side of SIDES) this.#skip(side, holders[side], keys[side]);
  }

  /** Notes what one side has and the other has not. */
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
