import type { Received } from '../model.ts';

/** A request whose answer did not come, or came broken: a fact about that request, not about the deployment. */
export class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer';
  readonly code: 'NO_ANSWER' | 'BROKEN_ANSWER';
  readonly received: Received;
  /** Milliseconds from the first try until it was given up. */
  readonly ms: number;

  constructor(reason: string, received: Received, ms: number) {
    super(reason);
    this.code = received.status === undefined && received.bytes === 0 ? 'NO_ANSWER' : 'BROKEN_ANSWER';
    this.received = received;
    this.ms = ms;
  }
}

/** A request that HTTP has no way to send, such as one with a line break in a header. */
export class UnsendableRequest extends Error {
  override readonly name = 'UnsendableRequest';
}

/** An answer of which more came than is taken. */
export class TooLarge extends Error {}

/** An answer that was not complete in time. */
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
  if (error.message === 'bad upgrade') return 'it switched to another protocol without being asked';
  const how = code === 'ECONNRESET' || code === 'EPIPE' ? 'was reset' : 'was closed';
  if (!/^(UND_ERR_SOCKET|ECONNRESET|EPIPE)$/.test(code)) return error.message;
  if (status !== undefined)
    return `the connection ${how} after ${bytes} bytes of the body (status ${status})`;
  return bytes > 0 ? `the connection ${how} in the headers` : `the connection ${how} before a response`;
}
