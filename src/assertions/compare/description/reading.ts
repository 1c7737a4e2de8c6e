import type { Json, Side } from '../../../model.ts';
import type { TextContext } from '../text/text-reader.ts';

/** Input for the description of one side, besides the answer itself. */
export interface Reading extends TextContext {
  readonly side: Side;
  /** Whether any text, also a key, can have a name of the deployment. */
  readonly hasOwnNames: boolean;
  /** How an id is known: the number of its pair, or its vertex as -1 - vertex; undefined for one not met before. */
  idOf(key: string, isShown: boolean): number | undefined;
  readonly numbers: ReadonlyMap<unknown, ReadonlyMap<string | number, string>>;
  /** Sequences are known by the list. Times that can be from before the run are known by their holder and key. */
  isOrdered(list: readonly Json[]): boolean;
  isUndated(holder: unknown, key: string | number): boolean;
  /** Members that are known to differ and are skipped. */
  readonly skips: ReadonlyMap<unknown, ReadonlySet<string | number>>;
}
