import type { SentRequest } from '../../assertions/compare/answer/chosen.ts';
import type { Correspondence } from '../../assertions/compare/correspondence.ts';
import { compareResponses } from '../../assertions/compare/response.ts';
import type { OwnStrings } from '../../assertions/compare/text/own-strings.ts';
import type { Difference, Exchange, Json, PerSide, Step } from '../../model.ts';
import { inSlices } from './slices.ts';

/** What all steps of a scenario are compared with. */
export interface Compared {
  readonly correspondence: Correspondence;
  readonly own: PerSide<OwnStrings>;
  /** When the scenario began, as `performance.now()` gives it. */
  readonly started: number;
}

/** What differs between both sides' answers to a step. @param schema What a successful answer holds, where it is known. */
export const compareStep = (
  { compare }: Step,
  { baseline, target }: PerSide<Exchange>,
  { correspondence, own, started }: Compared,
  schema: Json | undefined,
): Promise<Difference[]> =>
  inSlices(
    compareResponses(baseline.response, target.response, {
      correspondence,
      own,
      path: baseline.url,
      method: baseline.method,
      requests: { baseline: sentRequest(baseline), target: sentRequest(target) },
      elapsed: performance.now() - started,
      ...(compare ? { compare } : {}),
      ...(schema === undefined ? {} : { schema }),
    }),
  );

const sentRequest = ({ url, requestHeaders, requestBody }: Exchange): SentRequest => ({
  url,
  headers: requestHeaders,
  ...(requestBody ? { body: requestBody } : {}),
});
