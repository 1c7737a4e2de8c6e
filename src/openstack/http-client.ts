import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { HarnessError } from '../errors.ts';
import type { AnswerLimits, Method, Response } from '../model.ts';
import { BrokenAnswer, brokenReason, TooLate, UnsendableRequest } from './broken-answer.ts';
import { connectionError, isUnsendable, machineError } from './connection-error.ts';
import { dispatcherTo, type Way } from './dispatcher.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { type Attempt, attempt } from './receiver.ts';

export interface HttpRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface HttpAnswer {
  readonly response: Response;
  /** Milliseconds until the last byte was received. */
  readonly ms: number;
}

export interface ClientOptions {
  readonly limits?: Partial<AnswerLimits>;
  /** Milliseconds before each further try to connect. */
  readonly connectPauses?: readonly number[];
}

export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<AnswerLimits> | undefined;
}

/** Methods that may be sent twice: the second time changes nothing. */
const REPEATABLE: ReadonlySet<Method> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** A service that starts again is soon there. */
const CONNECT_PAUSES = [100, 400, 1500];

/** Sends requests to one deployment over kept connections; redirects are not followed, TLS is verified. */
export class HttpClient {
  readonly #name: string;
  readonly #limits: AnswerLimits;
  readonly #connectPauses: readonly number[];
  readonly #kept: Dispatcher;
  /** Connects for each request. */
  readonly #fresh: Dispatcher;
  /** Milliseconds spent waiting for answers, summed over all requests. */
  waiting = 0;

  /** @throws HarnessError TLS_FAILED for certificates that cannot be read */
  constructor(
    way: Way & { readonly name: string },
    { limits, connectPauses = CONNECT_PAUSES }: ClientOptions = {},
  ) {
    this.#name = way.name;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#connectPauses = connectPauses;
    this.#kept = dispatcherTo(way, true);
    this.#fresh = dispatcherTo(way, false);
  }

  /**
   * The answer, whatever its status. A request that a kept connection lost without a byte of an answer is sent once
   * more over a fresh one, if that is safe.
   * @throws BrokenAnswer, UnsendableRequest, the signal's reason; HarnessError CONNECTION_FAILED or TLS_FAILED when the
   * deployment cannot be connected to, MACHINE_EXHAUSTED when this machine cannot open connections
   */
  async send(request: HttpRequest, { signal, limits }: SendOptions = {}): Promise<HttpAnswer> {
    // Connections that were closed while this process computed are known as such a turn later.
    await nextTurn();
    const started = performance.now();
    const bounds = { ...this.#limits, ...limits };
    const options = dispatchOptions(request);
    let outcome = await this.#connected(this.#kept, request.url, options, bounds, signal);
    const lost =
      'error' in outcome && outcome.sent?.reused && outcome.sent.unheard && isClosed(outcome.error);
    if (lost && REPEATABLE.has(request.method))
      outcome = await this.#connected(this.#fresh, request.url, options, bounds, signal);
    const ms = performance.now() - started;
    this.waiting += ms;
    if ('error' in outcome) {
      if (isClosed(outcome.error)) await this.#assertAlive(request.url, signal);
      throw new BrokenAnswer(brokenReason(outcome.error, outcome.received), outcome.received, ms);
    }
    const { status, headers, content } = outcome.answer;
    const received = { status, headers, bytes: content.bytes, start: content.start };
    try {
      return { response: { status, headers, body: await content.body(headers, bounds.bytes) }, ms };
    } catch (error) {
      throw new BrokenAnswer((error as Error).message, received, ms);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#kept.destroy(), this.#fresh.destroy()]);
  }

  /** An attempt that got as far as a connection, tried some times: what was not written can be written again. */
  async #connected(
    dispatcher: Dispatcher,
    url: string,
    options: Dispatcher.DispatchOptions,
    limits: AnswerLimits,
    signal: AbortSignal | undefined,
  ): Promise<Attempt> {
    for (const pause of [...this.#connectPauses, undefined]) {
      const outcome = await attempt(dispatcher, options, limits, signal);
      if (!('error' in outcome)) return outcome;
      signal?.throwIfAborted();
      if (isUnsendable(outcome.error)) throw new UnsendableRequest(outcome.error.message);
      if (outcome.sent || outcome.error instanceof TooLate) return outcome;
      const error = machineError(outcome.error) ?? this.#error(outcome.error, url);
      if (pause === undefined || error.code !== 'CONNECTION_FAILED') throw error;
      await sleep(pause, undefined, { signal });
    }
    throw new Error('unreachable');
  }

  /** Whether connections were broken because nothing is there any more. @throws HarnessError CONNECTION_FAILED */
  async #assertAlive(url: string, signal: AbortSignal | undefined): Promise<void> {
    const { origin } = new URL(url);
    const options = { method: 'HEAD', origin, path: '/' } as const;
    await this.#connected(this.#fresh, url, options, { ms: 5000, bytes: 2 ** 20 }, signal);
  }

  #error(error: Error, url: string): HarnessError {
    return connectionError(error, `${this.#name} at ${new URL(url).origin}`);
  }
}

/** undici reads URLs as browsers do, which send `/a/../b` as `/b`; what is given here is sent as it is. */
function dispatchOptions({ method, url, headers, body }: HttpRequest): Dispatcher.DispatchOptions {
  const [, origin = '', path = ''] = /^([a-z]+:\/\/[^/?#]*)(.*)$/is.exec(url) ?? [];
  if (!URL.canParse(origin)) throw connectionError(new Error('that is not a URL'), JSON.stringify(url));
  return {
    origin,
    path: path.startsWith('/') ? path : `/${path}`,
    method: method as Dispatcher.HttpMethod,
    headers,
    body: body ?? null,
  };
}

/** Whether the connection went, be it by the server's will or not. */
const isClosed = (error: Error): boolean =>
  /^(UND_ERR_SOCKET|ECONNRESET|EPIPE)$/.test((error as NodeJS.ErrnoException).code ?? '');
