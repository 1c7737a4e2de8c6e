import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { HarnessError } from '../errors.ts';
import type { AnswerLimits, Method, Response } from '../model.ts';
import { BrokenAnswer, brokenReason, TooLate, UnsendableRequest } from './broken-answer.ts';
import { connectionError, isUnsendable, machineError } from './connection-error.ts';
import { dispatcherTo, type Way } from './connections/dispatcher.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { type Attempt, attempt } from './receiver.ts';
import { sleep } from './sleep.ts';

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
  /** Milliseconds to pause before each further connection attempt. */
  readonly connectPauses?: readonly number[];
  /** Ends requests that have no signal of their own. */
  readonly signal?: AbortSignal | undefined;
}

export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<AnswerLimits> | undefined;
}

/** Methods that are safe to repeat. */
const REPEATABLE: ReadonlySet<Method> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** A restarting service is available again after a short time. */
const CONNECT_PAUSES = [100, 400, 1500];

/** Sends requests to one deployment over reused connections. Does not follow redirects; verifies TLS. */
export class HttpClient {
  readonly #name: string;
  readonly #limits: AnswerLimits;
  readonly #connectPauses: readonly number[];
  readonly #kept: Dispatcher;
  /** Opens a new connection for each request. */
  readonly #fresh: Dispatcher;
  /** Ends requests that have no signal of their own. */
  readonly signal: AbortSignal | undefined;
  /** Milliseconds spent waiting for answers, summed over all requests. */
  waiting = 0;

  /** @throws HarnessError TLS_FAILED for certificates that cannot be read */
  constructor(
    way: Way & { readonly name: string },
    { limits, connectPauses = CONNECT_PAUSES, signal }: ClientOptions = {},
  ) {
    this.#name = way.name;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#connectPauses = connectPauses;
    this.signal = signal;
    this.#kept = dispatcherTo(way, true);
    this.#fresh = dispatcherTo(way, false);
  }

  /**
   * Returns the answer with any status. If a reused connection closes before any byte of the answer, the request
   * is repeated once over a new one, if that is safe.
   * @throws BrokenAnswer, UnsendableRequest, the signal's reason; HarnessError CONNECTION_FAILED or TLS_FAILED if the
   * connection fails, MACHINE_EXHAUSTED if this machine cannot open connections
   */
  async send(request: HttpRequest, { signal = this.signal, limits }: SendOptions = {}): Promise<HttpAnswer> {
    // Connections that closed while this process was busy are reported in the next turn of the event loop.
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

  /** Retries until a connection is established. A request that was not written can always be repeated. */
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
      await sleep(pause, signal);
    }
    throw new Error('unreachable');
  }

  /** Distinguishes a broken connection from a server that is gone. @throws HarnessError CONNECTION_FAILED */
  async #assertAlive(url: string, signal: AbortSignal | undefined): Promise<void> {
    const { origin } = new URL(url);
    const options = { method: 'HEAD', origin, path: '/' } as const;
    await this.#connected(this.#fresh, url, options, { ms: 5000, bytes: 2 ** 20 }, signal);
  }

  #error(error: Error, url: string): HarnessError {
    return connectionError(error, `${this.#name} at ${new URL(url).origin}`);
  }
}

/** Splits the URL ourselves, because undici normalises as browsers do: `/a/../b` would be sent as `/b`. */
function dispatchOptions({ method, url, headers, body }: HttpRequest): Dispatcher.DispatchOptions {
  const [, origin = '', path = ''] = /^([a-z]+:\/\/[^/?#]*)(.*)$/is.exec(url) ?? [];
  if (!URL.canParse(`${origin}/`)) throw connectionError(new Error('that is not a URL'), JSON.stringify(url));
  return {
    origin,
    path: path.startsWith('/') ? path : `/${path}`,
    method: method as Dispatcher.HttpMethod,
    headers,
    body: body ?? null,
  };
}

/** Whether the connection closed, for any reason. */
const isClosed = (error: Error): boolean =>
  /^(UND_ERR_SOCKET|ECONNRESET|EPIPE)$/.test((error as NodeJS.ErrnoException).code ?? '');
