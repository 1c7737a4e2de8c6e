import { Correspondence } from '../../src/assertions/compare/correspondence.ts';
import { compareJson } from '../../src/assertions/compare/json.ts';
import type { OwnStrings } from '../../src/assertions/compare/text.ts';
import type { Difference, Json } from '../../src/model.ts';

export interface Compared {
  /** Pairs known beforehand. */
  readonly known?: readonly (readonly [string, string])[];
  /** Whether arrays are sequences; multisets otherwise. */
  readonly ordered?: boolean;
  readonly own?: { readonly baseline: OwnStrings; readonly target: OwnStrings };
}

/** The differences of two JSON values, in a scenario of their own. */
export const differences = (baseline: Json, target: Json, how: Compared = {}): Difference[] =>
  compareJson(baseline, target, '$', {
    correspondence: new Correspondence(how.known),
    own: how.own ?? { baseline: [], target: [] },
    isOrdered: () => how.ordered ?? false,
    isUndated: () => false,
  });

/** `kind path` of every difference. */
export const kindsAndPaths = (found: readonly Difference[]): string[] =>
  found.map(({ kind, path }) => `${kind} ${path}`);
