import { setTimeout as sleep } from 'node:timers/promises';
import { HarnessError } from '../errors.ts';
import type { Response } from '../model.ts';
import { BrokenAnswer } from './broken-answer.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client.ts';

/** How often a request is sent that the service is too busy for. */
const MOST_TRIES = 6;

/** Milliseconds that one pause lasts at most, whatever the service asks for. */
const LONGEST_PAUSE = 30_000;

export interface Patience {
  /** Who is asked, such as `Keystone of rome`. */
  readonly who: string;
  /** Whether a request whose answer broke may be sent again. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly pause?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

/**
 * Sends a request of ours, rather than a scenario's, to a service that may be busy: 429 and 503 are waited out, as long
 * as Retry-After says.
 * @throws HarnessError SERVICE_FAILED for an answer that stays broken, and what HttpClient throws
 */
export async function sendPatiently(
  http: HttpClient,
  request: HttpRequest,
  { who, repeatable, signal, pause = (ms) => sleep(ms, undefined, { signal }) }: Patience,
): Promise<HttpAnswer> {
  for (let tries = 1; ; tries++) {
    try {
      const answer = await http.send(request, { signal });
      const { status, headers } = answer.response;
      if ((status !== 429 && status !== 503) || tries === MOST_TRIES) return answer;
      await pause(pauseOf(headers['retry-after'], tries), signal);
    } catch (error) {
      if (!(error instanceof BrokenAnswer)) throw error;
      if (repeatable && tries < 3) continue;
      const { method, url } = request;
      throw new HarnessError('SERVICE_FAILED', `${who}: ${method} ${url}: ${error.message}`, {
        fix: 'Another program may answer there, or it drops connections; see its log.',
        cause: error,
      });
    }
  }
}

/** Milliseconds, of seconds or of a date; without either, longer each time. */
export function pauseOf(retryAfter: string | undefined, tries: number, now = Date.now()): number {
  const text = retryAfter?.trim() ?? '';
  const asked = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  const pause = Number.isNaN(asked) ? 500 * 2 ** (tries - 1) : asked;
  return Math.min(Math.max(pause, 0), LONGEST_PAUSE);
}

/** OpenStack's own words for an error. */
export function errorText({ body }: Response): string {
  const value = body.kind === 'json' ? body.value : undefined;
  const error = (value as { readonly error?: { readonly message?: unknown } } | null | undefined)?.error;
  return typeof error?.message === 'string' ? error.message : 'no reason given';
}
