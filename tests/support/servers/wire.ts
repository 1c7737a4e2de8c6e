import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Listening } from './server.ts';

/** Handles a request. `request` is the text of its head and body. */
export type OnWire = (socket: Socket, request: string, nth: number) => void;

/** A server that writes bytes rather than HTTP; `nth` counts the requests of a connection, from 1. */
export async function serveWire(onRequest: OnWire): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let nth = 0;
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (data) => onRequest(socket, data.toString('latin1'), ++nth));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The head of an answer, with these lines after its status line. */
export const head = (status: string, ...lines: readonly string[]): string =>
  `${[`HTTP/1.1 ${status}`, ...lines].join('\r\n')}\r\n\r\n`;
