import type { Divergence } from '../align.ts';
import type { CopyEdit, EditedCopy } from '../copy-edits.ts';
import { eventOf } from '../pairs.ts';
import type { Located, StepStreams } from './located.ts';

/** The edits of the target's copies, to blame for divergences. */
export class CopyEdits {
  readonly #copies: readonly EditedCopy[];

  constructor(copies: readonly EditedCopy[]) {
    this.#copies = copies;
  }

  get areNone(): boolean {
    return this.#copies.every(({ edits }) => edits.length === 0);
  }

  /** The edit nearest to the functions that a step called. */
  inStep(step: StepStreams): CopyEdit | undefined {
    return this.#nearest(namesIn(step));
  }

  /** An edit in one of some functions. */
  within(names: readonly string[]): CopyEdit | undefined {
    return this.#copies.flatMap(({ edits }) => edits).find((edit) => names.includes(edit.within));
  }

  /**
   * Adds the edit of the copy that explains a divergence. No edit is blamed if both sides sent the same query and only
   * the results differ; but a method does something else because of other arguments, too.
   * @param steps the scenario's steps up to that of the divergence
   */
  blamed(divergence: Divergence, steps: readonly StepStreams[]): Located {
    const event = eventOf(divergence);
    const at = event.at ? [event.at.function] : [];
    const isEditedThere = divergence.method !== undefined && this.#isEdited(at[0]);
    const answer = divergence.sameQuestion && event.kind !== 'call' && !isEditedThere;
    if (answer) return { divergence };
    const stack = [event.db_api, ...(event.via ?? []), event.kind === 'call' ? event.function : undefined];
    const edit =
      this.#nearest(at) ??
      this.#nearest(stack.flatMap((name) => name ?? [])) ??
      [...steps.slice(-1), ...steps].map((each) => this.inStep(each)).find((found) => found);
    return { divergence, edit };
  }

  #isEdited(name: string | undefined): boolean {
    return this.#copies.some(({ edits }) => edits.some(({ within }) => within === name));
  }

  /** The edit in one of the functions or their callees, with the fewest calls between. */
  #nearest(names: readonly string[]): CopyEdit | undefined {
    return this.#copies
      .flatMap(({ edits, distance }) =>
        edits.flatMap((edit) => {
          const far = distance(names, edit.within);
          return far === undefined ? [] : [{ edit, far }];
        }),
      )
      .sort((a, b) => a.far - b.far)[0]?.edit;
  }
}

/** Names of DB-API functions in a step's events. */
const namesIn = ({ baseline, target }: StepStreams): string[] => [
  ...new Set(
    [...target, ...baseline].flatMap((event) =>
      [
        event.db_api,
        event.at?.function,
        ...(event.via ?? []),
        event.kind === 'call' ? event.function : undefined,
      ].flatMap((name) => name ?? []),
    ),
  ),
];
