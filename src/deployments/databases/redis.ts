/** A private Redis on a Unix socket, without a TCP port. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fitting } from '../machine/socket.ts';
import type { Program } from '../processes/processes.ts';
import { isAtLeast, type RedisServer } from './redis-server.ts';

export const DUMP = 'dump.rdb';

export const socketOf = (folder: string): string => join(folder, 'redis.sock');

/** ROME's URL of the Redis in a folder, without a namespace. */
export const socketAddress = (folder: string): string => `unix://${socketOf(folder)}`;

/** Redis in a folder. Loads the folder's dump if there is one; writes one only on request. */
export function redis(folder: string, log: string, { command, version }: RedisServer): Program {
  const options = {
    port: '0',
    unixsocket: fitting(socketOf(folder)),
    unixsocketperm: '600',
    dir: folder,
    dbfilename: DUMP,
    save: '',
    appendonly: 'no',
    // DEBUG RELOAD restores the initial state. Redis 6 always allows it.
    ...(isAtLeast(version, '7.0') && { 'enable-debug-command': 'local' }),
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return { name: 'Redis', command, args, log };
}

/**
 * Sends one command. Returns the first line of the reply without its type character.
 * @param at path of a socket, or a port of 127.0.0.1
 */
export async function ask(at: string | number, command: string): Promise<string> {
  const connection = typeof at === 'string' ? connect(at) : connect(at, '127.0.0.1');
  try {
    connection.write(`${command}\r\n`);
    const [answer] = await once(connection, 'data');
    return String(answer).split('\r\n', 1)[0]?.slice(1) ?? '';
  } finally {
    connection.destroy();
  }
}
