import type { CurlRequest } from '../curl/request.ts';
import type { Json } from '../model.ts';

/** A request that somebody sent, and what is known of its answer. */
export interface Recorded extends CurlRequest {
  /** Offset in the text that it was read from. */
  readonly at: number;
  /** What it is for, in the words of the comment above it. */
  readonly title?: string;
  readonly status?: number;
  readonly answer?: Json;
  /** The variables that a script puts parts of the answer into; a part is undefined where it is unknown. */
  readonly stored?: readonly { readonly name: string; readonly path?: string }[];
  /** The state that a script waits for; the place is undefined where it is unknown. */
  readonly wait?: { readonly state: string; readonly path?: string };
}

/** What is said of a part that is not taken over as it is. */
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

/** A body or answer as JSON; undefined for what is none. */
export function jsonOf(text: string | undefined): Json | undefined {
  if (text === undefined || !/^\s*[[{"\d-]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
