import { Correspondence } from '../../../src/assertions/compare/correspondence.ts';
import { compareResponses, finished } from '../../../src/assertions/compare/response.ts';
import type { Json, Method, Response } from '../../../src/model.ts';
import { kindsAndPaths } from './compare.ts';

/** A step of a scenario: both sides' answers, alike if there is no target, and what was sent. */
interface Step {
  readonly baseline: Response;
  readonly target?: Response;
  readonly method?: Method;
  readonly url?: string | readonly [string, string];
  readonly sent?: Json;
}

/** Differences of each step of a scenario, as `kind path`. */
export function story(...steps: readonly Step[]): string[][] {
  const correspondence = new Correspondence();
  return steps.map(({ baseline, target = baseline, method = 'GET', url = 'http://a/v2', sent }) => {
    const [one, other] = typeof url === 'string' ? [url, url] : url;
    const request = (at: string) => ({
      url: at,
      headers: {},
      ...(sent === undefined ? {} : { body: { json: sent } }),
    });
    const requests = { baseline: request(one), target: request(other) };
    const how = { correspondence, own: { baseline: [], target: [] }, path: '/v2', method, requests };
    return kindsAndPaths(finished(compareResponses(baseline, target, how)));
  });
}
