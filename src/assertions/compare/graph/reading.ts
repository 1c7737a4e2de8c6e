import type { Json, Side } from '../../../model.ts';
import type { TextContext } from '../text/text-reader.ts';

/** What the description of one side depends on, besides the answer itself. */
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
