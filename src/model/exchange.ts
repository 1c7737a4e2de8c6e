import type { Actor, Json, Method } from './basics.ts';
import type { WrittenNumber } from './json-text.ts';
import type { RequestBody } from './scenario.ts';

export type Body =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'json';
      readonly value: Json;
      /** Numbers whose text says more than `value` does; absent where there are none. */
      readonly numbers?: readonly WrittenNumber[];
    }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: number; readonly sha256: string };

export interface Response {
  readonly status: number;
  /** Lower-case names; several values of one name joined by `, `. */
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

/** What came of an answer that is broken. */
export interface Received {
  /** Absent when no headers came. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the body; of whatever came where no headers did. */
  readonly bytes: number;
  /** How the body begins. */
  readonly start?: string;
}

/** A request whose answer did not come, or came broken. */
export interface BrokenExchange extends Omit<Exchange, 'response'> {
  readonly received: Received;
}

/** How long a step asked until the state that it waits for came, or was given up. */
export interface Wait {
  readonly tries: number;
  /** Milliseconds from the first request until the last answer. */
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
