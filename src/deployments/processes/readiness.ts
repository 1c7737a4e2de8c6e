/** Waits until processes are ready. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { greets } from '../databases/mariadb.ts';
import { ask } from '../databases/redis.ts';

const POLL_MS = 20;

/** Resolves when a GET returns anything but a server error. Rejects with the signal's reason. */
export async function serving(url: string, signal: AbortSignal): Promise<void> {
  const dispatcher = new Agent();
  try {
    await poll(signal, async () => {
      const { statusCode, body } = await request(url, { dispatcher, signal });
      await body.dump();
      return statusCode < 500;
    });
  } finally {
    await dispatcher.close();
  }
}

/**
 * Resolves when Redis has loaded its dump and answers, if only that it needs a password. Rejects with the signal's
 * reason.
 * @param at path of its socket, or its port
 */
export const answering = (at: string | number, signal: AbortSignal): Promise<void> =>
  poll(signal, async () => /^(?:PONG|NOAUTH)/.test(await ask(at, 'PING')));

/** Resolves when MariaDB accepts connections. Rejects with the signal's reason. */
export const greeting = (socket: string, signal: AbortSignal): Promise<void> =>
  poll(signal, () => greets(socket, signal));

async function poll(signal: AbortSignal, ready: () => Promise<boolean>): Promise<void> {
  for (;;) {
    // Retry on any error, such as refused or reset connections.
    if (await ready().catch(() => false)) return;
    signal.throwIfAborted();
    await sleep(POLL_MS);
  }
}
