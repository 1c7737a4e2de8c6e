import type { Correspondence } from './correspondence.ts';
import type { OwnStrings } from './text.ts';

export interface Comparing {
  readonly correspondence: Correspondence;
  readonly own: { readonly baseline: OwnStrings; readonly target: OwnStrings };
  /** Whether the array at this path is a sequence; other arrays are multisets. */
  readonly isOrdered: (path: string) => boolean;
  /** Whether the time at this path may be from before the run, and says nothing of the order of others. */
  readonly isUndated: (path: string) => boolean;
}
