import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import type { AnswerLimits, Received } from '../model.ts';
import { Content } from './body.ts';
import { TooLarge, TooLate } from './broken-answer.ts';
import { megabytes, seconds } from './limits.ts';

export interface Answer {
  readonly status: number;
  /** Lower-case names, without a prototype because servers choose the names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Content;
}

/** The result of sending a request once. */
export type Attempt =
  | { readonly answer: Answer }
  | {
      readonly error: Error;
      readonly received: Received;
      /** The connection that the request was written to; absent if there was none. */
      readonly sent?: { readonly reused: boolean; readonly unheard: boolean };
    };

/** Why a received answer is over. Made once, because the stack of an error takes longer than the rest of its end. */
const COMPLETE = new Error('it is complete');

/** Number of requests per connection. */
const served = new WeakMap<Socket, number>();

/** The request being dispatched. undici reports its connection synchronously on a diagnostics channel. */
let starting: Receiver | undefined;
subscribe('undici:client:sendHeaders', (message) => {
  const { socket } = message as { readonly socket: Socket };
  served.set(socket, (served.get(socket) ?? 0) + 1);
  starting?.writtenTo(socket);
  starting = undefined;
});

/** Sends a request once and receives its answer within limits. Never rejects. */
export function attempt(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  limits: AnswerLimits,
  signal: AbortSignal | undefined,
): Promise<Attempt> {
  return new Promise((resolve) => {
    const receiver = new Receiver(limits, signal, resolve);
    try {
      dispatcher.dispatch(request, receiver);
    } catch (error) {
      receiver.fail(error as Error);
    }
  });
}

/** A header's value ends before the blanks at its end. A loop, because an expression takes long for many blanks. */
function withoutBlanks(value: string): string {
  let end = value.length;
  while (value[end - 1] === ' ' || value[end - 1] === '\t') end--;
  return value.slice(0, end);
}

class Receiver implements Dispatcher.DispatchHandler {
  readonly #limits: AnswerLimits;
  readonly #signal: AbortSignal | undefined;
  readonly #resolve: (attempt: Attempt) => void;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #socket: Socket | undefined;
  /** Bytes that the connection had received before this request. */
  #before = 0;
  #answer: Answer | undefined;
  #over: Error | undefined;

  constructor(limits: AnswerLimits, signal: AbortSignal | undefined, resolve: (attempt: Attempt) => void) {
    this.#limits = limits;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#timer = setTimeout(() => this.fail(new TooLate(this.#lateness())), limits.ms);
    signal?.addEventListener('abort', this.#aborted, { once: true });
    if (signal?.aborted) this.#aborted();
  }

  writtenTo(socket: Socket): void {
    this.#socket = socket;
    this.#before = socket.bytesRead;
  }

  /** Fails the attempt and releases the connection. */
  fail(error: Error): void {
    if (this.#over) return;
    this.#end(error);
    this.#controller?.abort(error);
    const socket = this.#socket;
    const read = (socket?.bytesRead ?? 0) - this.#before;
    const { status, headers, content } = this.#answer ?? {};
    this.#resolve({
      error,
      received: {
        status,
        headers,
        bytes: content ? content.bytes : read,
        ...(content && content.bytes > 0 ? { start: content.start } : {}),
      },
      ...(socket ? { sent: { reused: (served.get(socket) ?? 0) > 1, unheard: read === 0 } } : {}),
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(this.#over);
    else starting = this;
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    raw: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) return;
    const headers: Record<string, string> = Object.create(null);
    for (const [name, value] of Object.entries(raw)) {
      headers[name.toLowerCase()] = [value ?? ''].flat().map(withoutBlanks).join(', ');
    }
    this.#answer = { status, headers, content: new Content(headers, this.#limits.bytes) };
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    const content = this.#answer?.content;
    if (!content || this.#over) return;
    content.add(chunk);
    const { bytes } = this.#limits;
    if (content.bytes > bytes) this.fail(new TooLarge(`it is larger than ${megabytes(bytes)}`));
  }

  onResponseEnd(): void {
    if (this.#over || !this.#answer) return;
    this.#end(COMPLETE);
    this.#resolve({ answer: this.#answer });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    // A 304 states the length of the body it does not send. undici reports that as a mismatch.
    const mismatch = (error as NodeJS.ErrnoException).code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
    if (mismatch && this.#answer?.status === 304 && this.#answer.content.bytes === 0) this.onResponseEnd();
    else this.fail(error);
  }

  readonly #aborted = (): void => this.fail(new Error('it was cancelled'));

  #end(why: Error): void {
    this.#over = why;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#aborted);
  }

  #lateness(): string {
    const limit = seconds(this.#limits.ms);
    if (!this.#answer) return `no answer within ${limit}`;
    return `incomplete after ${limit}, with ${this.#answer.content.bytes} bytes of the body`;
  }
}
