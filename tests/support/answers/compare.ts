import { Correspondence } from '../../../src/assertions/compare/correspondence.ts';
import { compareResponses, finished } from '../../../src/assertions/compare/response.ts';
import type { OwnStrings } from '../../../src/assertions/compare/text/own-strings.ts';
import type { Difference, Json } from '../../../src/model.ts';
import { response } from '../runs/results.ts';

export interface Compared {
  /** Pairs known beforehand. */
  readonly known?: readonly (readonly [string, string])[];
  /** Whether arrays are sequences; multisets otherwise. */
  readonly ordered?: boolean;
  readonly own?: { readonly baseline: OwnStrings; readonly target: OwnStrings };
  /** Of an earlier answer of the same scenario. */
  readonly correspondence?: Correspondence;
  /** What the answer holds, with what its members are. */
  readonly schema?: Json;
}

/** The differences of two JSON values, in a scenario of their own. */
export const differences = (baseline: Json, target: Json, how: Compared = {}): Difference[] => {
  const answer = (value: Json) => response({ body: { kind: 'json', value } });
  return finished(
    compareResponses(answer(baseline), answer(target), {
      correspondence: how.correspondence ?? new Correspondence(how.known),
      own: how.own ?? { baseline: [], target: [] },
      path: '/',
      ...(how.schema === undefined ? {} : { schema: how.schema }),
      ...(how.ordered ? { compare: { ordered: ['$', '$..*'], reason: 'all lists are sequences' } } : {}),
    }),
  );
};

/** `kind path` of every difference. */
export const kindsAndPaths = (found: readonly Difference[]): string[] =>
  found.map(({ kind, path }) => `${kind} ${path}`);
