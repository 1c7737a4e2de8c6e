import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

async function listen(server: Server, scheme: 'http' | 'https'): Promise<Listening> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export const serve = (listener: RequestListener): Promise<Listening> =>
  listen(createServer(listener), 'http');

export const serveTls = (
  listener: RequestListener,
  certificate: { readonly key: string; readonly cert: string },
): Promise<Listening> => listen(createTlsServer(certificate, listener), 'https');

/** A server that answers 204 to every request, and records the requests. */
export async function recordingServer(): Promise<Listening & { readonly received: readonly Received[] }> {
  const received: Received[] = [];
  const server = await serve(async (request, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    received.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
    answer.writeHead(204).end();
  });
  return { ...server, received };
}

/** The URL of a closed port. */
export async function closedUrl(): Promise<string> {
  const server = await serve(() => {});
  await server.close();
  return server.url;
}
