import type { Received } from '../model.ts';

/** A request without a complete, valid answer. It concerns that request, not the whole deployment. */
export class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer';
  readonly code: 'NO_ANSWER' | 'BROKEN_ANSWER';
  readonly received: Received;
  /** Milliseconds from the first attempt until the last one failed. */
  readonly ms: number;

  constructor(reason: string, received: Received, ms: number) {
    super(reason);
    this.code = received.status === undefined && received.bytes === 0 ? 'NO_ANSWER' : 'BROKEN_ANSWER';
    this.received = received;
    this.ms = ms;
  }
}

/** A request that HTTP cannot express, such as one with a line break in a header. */
export class UnsendableRequest extends Error {
  override readonly name = 'UnsendableRequest';
}

/** An answer exceeded its size limit. */
export class TooLarge extends Error {}

/** An answer was not complete within its time limit. */
export class TooLate extends Error {}

/** Why an answer is broken, as the end of a sentence. */
export function brokenReason(error: Error, { status, bytes }: Received): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (error instanceof TooLarge || error instanceof TooLate) return error.message;
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'its headers are too large';
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH')
    return status === undefined
      ? 'its Content-Length contradicts itself'
      : `its body has ${bytes} bytes, which its Content-Length contradicts`;
  if (code.startsWith('HPE_') || error.name === 'HTTPParserError')
    return `the response is not HTTP: ${error.message}`;
  if (code === 'ERR_ASSERTION') return 'the response is not HTTP: its status is invalid';
  if (error.message === 'bad response') return 'it sent 100 Continue without being asked';
  if (error.message === 'bad upgrade') return 'it switched to another protocol without being asked';
  const how = code === 'ECONNRESET' || code === 'EPIPE' ? 'was reset' : 'was closed';
  if (!/^(UND_ERR_SOCKET|ECONNRESET|EPIPE)$/.test(code)) return error.message;
  if (status !== undefined)
    return `the connection ${how} after ${bytes} bytes of the body (status ${status})`;
  return bytes > 0 ? `the connection ${how} in the headers` : `the connection ${how} before a response`;
}
