import {
  type Comparison,
  type Difference,
  type Json,
  type Method,
  type PerSide,
  type Response,
  SIDES,
} from '../../model.ts';
import { chosenIn, removedBy, type SentRequest } from './answer/chosen.ts';
import { contentOf } from './answer/content.ts';
import { comparedHeaders } from './answer/headers.ts';
import { type Answer, compareAnswers } from './answers.ts';
import type { Correspondence } from './correspondence.ts';
import { ambiguousNames } from './own/ambiguous-names.ts';
import { hasNames, type OwnStrings, ownReplacers } from './own/own-strings.ts';
import { declaredFields } from './text/declared-fields.ts';

export interface ResponseComparison {
  readonly correspondence: Correspondence;
  readonly own: PerSide<OwnStrings>;
  /** Path and query of the request. A sort parameter makes lists ordered. */
  readonly path: string;
  readonly method?: Method;
  /** The requests of both sides. Values that the client chose must be returned unchanged. */
  readonly requests?: PerSide<SentRequest>;
  /** Milliseconds since the scenario began. Resources that it created are no older. */
  readonly elapsed?: number;
  /** Milliseconds that one side waited longer for states than the other. */
  readonly waitedApart?: number;
  readonly compare?: Comparison;
  /** JSON Schema of a successful response. */
  readonly schema?: Json;
}

/**
 * Returns the differences between two responses. A different status is the only difference reported, since others
 * follow from it. A generator that yields every few milliseconds to let other work run.
 */
export function* compareResponses(
  baseline: Response,
  target: Response,
  how: ResponseComparison,
): Generator<void, Difference[]> {
  const { correspondence, requests, method } = how;
  if (requests) {
    const { keys, times } = chosenIn(requests);
    correspondence.choose(keys, times);
  }
  if (baseline.status !== target.status) {
    return [{ kind: 'status', path: 'status', baseline: baseline.status, target: target.status }];
  }
  const now = clocks(baseline, target);
  if (now) correspondence.setNow(now, how);
  const answers = {
    baseline: { headers: comparedHeaders(baseline, method), content: contentOf(baseline) },
    target: { headers: comparedHeaders(target, method), content: contentOf(target) },
  };
  const replaceOwn = ownReplacers(how.own);
  const hasOwnNames = SIDES.some((side) => hasNames(how.own[side]));
  const found = yield* compareAnswers(answers.baseline, answers.target, {
    correspondence,
    replaceOwn,
    hasOwnNames,
    ...(hasOwnNames
      ? {
          literalNames: ambiguousNames(
            { baseline: valuesOf(answers.baseline), target: valuesOf(answers.target) },
            replaceOwn,
          ),
        }
      : {}),
    path: how.path,
    hasFailed: baseline.status >= 400,
    isShowing: baseline.status < 300 && method !== 'DELETE',
    declared: declaredFields(how.schema),
    compare: how.compare,
    now,
  });
  if (requests && baseline.status < 300) {
    for (const side of SIDES) {
      const removed = removedBy(method, requests[side]);
      if (removed) correspondence.end(side, removed);
    }
  }
  return found;
}

/** All values of an answer. */
const valuesOf = ({ headers, content }: Answer): Json => [headers, content.value ?? null];

function clocks(baseline: Response, target: Response): PerSide<number> | undefined {
  const [one, other] = [Date.parse(baseline.headers.date ?? ''), Date.parse(target.headers.date ?? '')];
  return one && other ? { baseline: one, target: other } : undefined;
}

/** Runs a comparison to its end and returns its result. */
export function finished<T>(comparison: Generator<void, T>): T {
  for (;;) {
    const next = comparison.next();
    if (next.done) return next.value;
  }
}
