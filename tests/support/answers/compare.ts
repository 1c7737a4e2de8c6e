import { Correspondence } from '../../../src/assertions/compare/correspondence.ts';
import type { OwnStrings } from '../../../src/assertions/compare/own/own-strings.ts';
import { compareResponses, finished } from '../../../src/assertions/compare/response.ts';
import type { Difference, Json } from '../../../src/model.ts';
import { response } from '../runs/results.ts';

export interface Compared {
  /** Pairs of ids that are known beforehand. */
  readonly known?: readonly (readonly [string, string])[];
  /** Compare arrays as sequences. Default: as multisets. */
  readonly ordered?: boolean;
  readonly own?: { readonly baseline: OwnStrings; readonly target: OwnStrings };
  /** From an earlier answer of the same scenario. */
  readonly correspondence?: Correspondence;
  /** The schema of the answer, which can declare what a member `is`. */
  readonly schema?: Json;
  /** Both sides answer with this status. Default: 200 */
  readonly status?: number;
  readonly path?: string;
  /** The URL of the request that both sides got. */
  readonly url?: string;
}

/** The differences between two JSON values, as the only answers of a scenario. */
export const differences = (baseline: Json, target: Json, how: Compared = {}): Difference[] => {
  const { status = 200, url } = how;
  const answer = (value: Json) => response({ status, body: { kind: 'json', value } });
  const sent = url === undefined ? undefined : { url, headers: {} };
  return finished(
    compareResponses(answer(baseline), answer(target), {
      correspondence: how.correspondence ?? new Correspondence(how.known),
      own: how.own ?? { baseline: [], target: [] },
      path: how.path ?? '/',
      ...(sent ? { requests: { baseline: sent, target: sent } } : {}),
      ...(how.schema === undefined ? {} : { schema: how.schema }),
      ...(how.ordered ? { compare: { ordered: ['$', '$..*'], reason: 'all lists are sequences' } } : {}),
    }),
  );
};

/** Each difference as `kind path`. */
export const kindsAndPaths = (found: readonly Difference[]): string[] =>
  found.map(({ kind, path }) => `${kind} ${path}`);
