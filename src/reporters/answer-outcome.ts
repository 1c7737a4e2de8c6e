import type { BrokenExchange, Exchange } from '../model.ts';

/** The status of an answer, or a short description of a broken one. */
export function outcomeText(sent: Exchange | BrokenExchange): string {
  if ('response' in sent) return `${sent.response.status}`;
  const { status, bytes } = sent.received;
  if (status === undefined) return bytes === 0 ? 'no answer' : `no answer but ${bytes} bytes`;
  return `${status}, broken after ${bytes} bytes`;
}
