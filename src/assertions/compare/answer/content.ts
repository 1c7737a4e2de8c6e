import type { Json, Response } from '../../../model.ts';
import { numbersByHolder } from '../../../model.ts';

/** The part of a response body that is compared. */
export interface Content {
  readonly kind: 'empty' | 'json' | 'text' | 'binary';
  /** Absent for an empty body. */
  readonly value?: Json;
  /** Compare bytes as they are, including ids and addresses in them. */
  readonly isData?: boolean;
  readonly numbers: ReadonlyMap<unknown, ReadonlyMap<string | number, string>>;
}

/** Text types that services generate. Other types hold data that a client stored. */
const WRITTEN = /^(?:text\/(?:html|plain|xml)|[^;]*[/+](?:json|xml))\b/i;

export function contentOf({ headers, body }: Response): Content {
  const none = new Map();
  switch (body.kind) {
    case 'empty':
      return { kind: 'empty', numbers: none };
    case 'json':
      // Read when needed: a large body is packed.
      return {
        kind: 'json',
        get value() {
          return body.value;
        },
        get numbers() {
          return numbersByHolder(body.value, body.numbers);
        },
      };
    case 'text': {
      const isWritten = WRITTEN.test(headers['content-type'] ?? '');
      return { kind: 'text', value: body.text, isData: !isWritten, numbers: none };
    }
    case 'binary':
      return { kind: 'binary', value: `${body.bytes} bytes, ${body.sha256}`, isData: true, numbers: none };
  }
}
