import type { Actor, Json, Method } from './basics.ts';
import type { WrittenNumber } from './json-text.ts';
import type { RequestBody } from './scenario.ts';

export type Body =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'json';
      readonly value: Json;
      /** Numbers whose text `value` does not preserve; absent if there are none. */
      readonly numbers?: readonly WrittenNumber[];
      /** In files: the text of a large body, compressed by gzip, in Base64. `value` is then null. */
      readonly packed?: string;
    }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: number; readonly sha256: string };

export interface Response {
  readonly status: number;
  /** Lower-case names. Repeated headers are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

export interface Exchange {
  readonly requestId: string;
  readonly actor: Actor;
  readonly method: Method;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody?: RequestBody;
  readonly response: Response;
  /** Milliseconds from the first byte sent to the last byte received. */
  readonly ms: number;
}

/** What was received of a broken answer. */
export interface Received {
  /** Absent if no headers were received. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes of the body, or of everything received if there were no headers. */
  readonly bytes: number;
  /** The start of the body. */
  readonly start?: string;
}

/** A request without a complete, valid answer. */
export interface BrokenExchange extends Omit<Exchange, 'response'> {
  readonly received: Received;
}

/** How long a step polled, successfully or not. */
export interface Wait {
  readonly tries: number;
  /** Milliseconds from the first request to the last answer. */
  readonly ms: number;
}

export type DifferenceKind =
  | 'value'
  | 'missing'
  | 'extra'
  | 'order'
  | 'pairing'
  | 'type'
  | 'status'
  | 'header';

export interface Difference {
  readonly kind: DifferenceKind;
  /** JSONPath into the body, `status`, or `headers.<name>`. */
  readonly path: string;
  readonly baseline: Json;
  readonly target: Json;
}
