import { NotEvaluable } from '../../assertions/bounded.ts';
import type { SentRequest } from '../../assertions/compare/answer/chosen.ts';
import type { Correspondence } from '../../assertions/compare/correspondence.ts';
import { askedAs, type OwnStrings } from '../../assertions/compare/own/own-strings.ts';
import { compareResponses } from '../../assertions/compare/response.ts';
import { messageOf } from '../../errors.ts';
import type { Difference, Exchange, Failure, Json, PerSide, Step } from '../../model.ts';
import { inSlices } from './slices.ts';

/** State that the comparisons of a scenario's steps share. */
export interface Compared {
  correspondence: Correspondence;
  readonly own: PerSide<OwnStrings>;
  /** When the scenario began, as a `performance.now()` value. */
  readonly started: number;
  /** Milliseconds that one side waited longer for states than the other. */
  waitedApart?: number;
}

export interface StepComparison {
  readonly differences: readonly Difference[];
  /** The comparison was not possible, because of an answer or of a bug in this program. Other scenarios continue. */
  readonly failure?: Failure;
}

/** Compares both sides' answers to a step. @param schema JSON Schema of a successful answer, if known */
export async function compareStep(
  step: Step,
  exchanges: PerSide<Exchange>,
  compared: Compared,
  schema: Json | undefined,
): Promise<StepComparison> {
  try {
    return { differences: await inSlices(comparison(step, exchanges, compared, schema)) };
  } catch (error) {
    const failed = (code: string, message: string): StepComparison => ({
      differences: [],
      failure: { code, message, place: step.place },
    });
    return error instanceof NotEvaluable
      ? failed('EXPECTATION', `\`compare:\` cannot be applied: ${error.message}`)
      : failed('INTERNAL', `the comparison failed because of a bug in run-scenarios: ${messageOf(error)}`);
  }
}

/** The comparison itself, as a computation in slices. @throws NotEvaluable for a JSONPath; others if this program has a bug */
export const comparison = (
  { compare }: Step,
  { baseline, target }: PerSide<Exchange>,
  { correspondence, own, started, waitedApart }: Compared,
  schema: Json | undefined,
): Generator<void, Difference[]> =>
  compareResponses(baseline.response, target.response, {
    correspondence,
    own: { baseline: askedAs(own.baseline, hostOf(baseline)), target: askedAs(own.target, hostOf(target)) },
    path: baseline.url,
    method: baseline.method,
    requests: { baseline: sentRequest(baseline), target: sentRequest(target) },
    elapsed: performance.now() - started,
    waitedApart,
    compare,
    schema,
  });

/** Another host than that of the URL, which a request asked for. */
const hostOf = ({ requestHeaders }: Exchange): string | undefined =>
  Object.entries(requestHeaders).find(([name]) => name.toLowerCase() === 'host')?.[1];

export const sentRequest = ({ url, requestHeaders, requestBody }: Exchange): SentRequest => ({
  url,
  headers: requestHeaders,
  body: requestBody,
});
