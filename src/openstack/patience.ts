import { HarnessError } from '../errors.ts';
import type { Response } from '../model.ts';
import { BrokenAnswer, UnsendableRequest } from './broken-answer.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client.ts';
import { sleep } from './sleep.ts';

/** Maximum number of attempts while the service is busy. */
const MOST_TRIES = 6;

/** Maximum milliseconds of one pause, even if Retry-After is longer. */
const LONGEST_PAUSE = 30_000;

export interface Patience {
  /** The service's name for messages, such as `Keystone of rome`. */
  readonly who: string;
  /** Whether to repeat a request whose answer was broken. */
  readonly repeatable: boolean;
  /** The client's own signal by default. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends one of this tool's own requests to a service that may be busy. Retries 429 and 503 after the time in
 * Retry-After. Requests of scenarios are not sent in this way.
 * @throws HarnessError SERVICE_FAILED if the answer stays broken, or if the service's URL cannot be called; errors of
 * HttpClient
 */
export async function sendPatiently(
  http: HttpClient,
  request: HttpRequest,
  { who, repeatable, signal = http.signal }: Patience,
): Promise<HttpAnswer> {
  for (let tries = 1; ; tries++) {
    try {
      const answer = await http.send(request, { signal });
      const { status, headers } = answer.response;
      if ((status !== 429 && status !== 503) || tries === MOST_TRIES) return answer;
      await sleep(pauseOf(headers['retry-after'], tries), signal);
    } catch (error) {
      const isBroken = error instanceof BrokenAnswer;
      if (!isBroken && !(error instanceof UnsendableRequest)) throw error;
      if (isBroken && repeatable && tries < 3) continue;
      const { method, url } = request;
      throw new HarnessError('SERVICE_FAILED', `${who}: ${method} ${url}: ${error.message}`, {
        fix: 'Another program may answer there, or it drops connections; see its log.',
        cause: error,
      });
    }
  }
}

/** Milliseconds to pause: Retry-After in seconds or as a date, otherwise doubling with each attempt. */
export function pauseOf(retryAfter: string | undefined, tries: number, now = Date.now()): number {
  const text = retryAfter?.trim() ?? '';
  const asked = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  const pause = Number.isNaN(asked) ? 500 * 2 ** (tries - 1) : asked;
  return Math.min(Math.max(pause, 0), LONGEST_PAUSE);
}

/** The message of an OpenStack error response. */
export function errorText({ body }: Response): string {
  const value = body.kind === 'json' ? body.value : undefined;
  const error = (value as { readonly error?: { readonly message?: unknown } } | null | undefined)?.error;
  return typeof error?.message === 'string' ? error.message : 'no reason given';
}
