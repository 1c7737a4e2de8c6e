/** A Redis of one's own, on a Unix socket and without a TCP port. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fitting } from '../machine/socket.ts';
import type { Program } from '../processes/processes.ts';

export const DUMP = 'dump.rdb';

export const socketOf = (folder: string): string => join(folder, 'redis.sock');

/** URL of a database as ROME takes it. */
export const urlOf = (folder: string, namespace = 'glance'): string =>
  `unix://${socketOf(folder)}?namespace=${namespace}`;

/** Redis in a folder: loads the folder's dump when there is one, and writes one only when asked to. */
export function redis(folder: string, log: string): Program {
  const options = {
    port: '0',
    unixsocket: fitting(socketOf(folder)),
    unixsocketperm: '600',
    dir: folder,
    dbfilename: DUMP,
    save: '',
    appendonly: 'no',
    // DEBUG RELOAD is how its first state comes back.
    'enable-debug-command': 'local',
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return { name: 'Redis', command: 'redis-server', args, log };
}

/** Sends one command and gives the first line of the answer, without its type character. */
export async function ask(socket: string, command: string): Promise<string> {
  const connection = connect(socket);
  try {
    connection.write(`${command}\r\n`);
    const [answer] = await once(connection, 'data');
    return String(answer).split('\r\n', 1)[0]?.slice(1) ?? '';
  } finally {
    connection.destroy();
  }
}
