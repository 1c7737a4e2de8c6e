import type { Json } from '../../model.ts';
import type { HttpRequest } from '../../openstack/http-client.ts';

/** Something that a run left behind. */
export interface Leftover {
  /** Such as `server`. */
  readonly what: string;
  readonly name: string;
  /** The requests that remove it, in order, without the token. */
  readonly requests: readonly HttpRequest[];
  /** It is removed when this URL answers 404; absent if it is removed at once. */
  readonly until?: string;
  /** It may disappear with something that is removed before it. */
  readonly isPart?: boolean;
}

export const remove = (url: string, headers: Readonly<Record<string, string>> = {}): HttpRequest => ({
  ...{ method: 'DELETE', url, headers },
});

export const send = (
  method: 'POST' | 'PUT' | 'PATCH',
  url: string,
  json: Json,
  type = 'application/json',
): HttpRequest => ({
  ...{ method, url, headers: { 'content-type': type }, body: JSON.stringify(json) },
});
