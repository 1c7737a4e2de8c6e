import type { CurlRequest } from '../curl/request.ts';
import type { Json } from '../model.ts';

/** A recorded request and what is known of its answer. */
export interface Recorded extends CurlRequest {
  /** Offset in the text it was read from. */
  readonly at: number;
  /** Its purpose, from the comment above it. */
  readonly title?: string;
  readonly status?: number;
  readonly answer?: Json;
  /** Variables that a script assigns parts of the answer to. `path` is undefined if unknown. */
  readonly stored?: readonly { readonly name: string; readonly path?: string }[];
  /** The state that a script waits for. `path` is undefined if unknown. */
  readonly wait?: { readonly state: string; readonly path?: string };
}

/** A message about something that was not imported unchanged. */
export interface Note {
  readonly at: number;
  readonly kind: 'refused' | 'left out' | 'changed';
  readonly message: string;
  readonly fix?: string;
}

export interface Recording {
  readonly requests: readonly Recorded[];
  readonly notes: readonly Note[];
}

/** Parses a body or answer as JSON; undefined if it is not JSON. */
export function jsonOf(text: string | undefined): Json | undefined {
  if (text === undefined || !/^\s*[[{"\d-]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
