import { messageOf } from '../../errors.ts';
import type { HttpRequest } from '../../openstack/http-client.ts';
import { errorText, sendPatiently } from '../../openstack/patience.ts';
import { sleep } from '../../openstack/sleep.ts';
import type { Connection } from '../run/connection.ts';
import type { Leftover } from './leftover.ts';

/** Milliseconds until something must be gone, and between two looks. */
const GONE_WITHIN = 120_000;
const PAUSE = 500;

/** Removes something that a run left behind. Resolves with the reason if it could not be removed. */
export async function removeLeftover(
  { deployment, http, keystone }: Pick<Connection, 'deployment' | 'http' | 'keystone'>,
  { requests, until, isPart }: Leftover,
  signal: AbortSignal,
): Promise<string | undefined> {
  const ask = async (request: HttpRequest) => {
    const headers = { ...request.headers, 'x-auth-token': await keystone.token() };
    const patience = { who: deployment.name, repeatable: request.method !== 'POST', signal };
    return (await sendPatiently(http, { ...request, headers }, patience)).response;
  };
  try {
    for (const request of requests) {
      const response = await ask(request);
      if (response.status < 300 || (isPart && response.status === 404)) continue;
      return `${request.method} ${request.url} answered ${response.status}: ${errorText(response)}`;
    }
    const deadline = performance.now() + GONE_WITHIN;
    while (until !== undefined && (await ask({ method: 'GET', url: until, headers: {} })).status !== 404) {
      if (performance.now() > deadline) return `it still exists after ${GONE_WITHIN / 1000} s`;
      await sleep(PAUSE, signal);
    }
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return messageOf(error);
  }
}
