/** A MariaDB of one's own, on a Unix socket and without a TCP port. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fitting } from '../machine/socket.ts';
import type { Program } from '../processes/processes.ts';

/** For people, and to find its process by. */
export const MARIADB = 'MariaDB';

/** Below the deployment's folder: the data and the socket. */
const FOLDER = 'mariadb';

/** Nothing from /etc/mysql; and the data lives as long as its run: nothing has to survive a power cut. */
const OPTIONS = [
  '--no-defaults',
  '--skip-name-resolve',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-doublewrite=OFF',
  '--innodb-buffer-pool-size=64M',
  // Small and few files: they are copied for every deployment.
  '--innodb-file-per-table=OFF',
  '--innodb-log-file-size=16M',
];

/** First byte of a greeting, behind its header; an error has another one. */
const PROTOCOL = 10;
const HEADER_BYTES = 4;

/** MariaDB refuses to run as root unless configured to. */
const AS_ROOT = process.getuid?.() === 0 ? ['--user=root'] : [];

export const folderOf = (folder: string): string => join(folder, FOLDER);
export const dataOf = (folder: string): string => join(folderOf(folder), 'data');
export const socketOf = (folder: string): string => join(folderOf(folder), 'mariadb.sock');

/** The server of a deployment, on the data that its folder holds. */
export const mariadb = (folder: string, log: string): Program => ({
  name: MARIADB,
  command: 'mariadbd',
  args: [
    ...OPTIONS,
    `--datadir=${dataOf(folder)}`,
    `--socket=${fitting(socketOf(folder))}`,
    `--pid-file=${join(folderOf(folder), 'mariadb.pid')}`,
    '--skip-networking',
    // Of six services, each with a pool.
    '--max-connections=1000',
    ...AS_ROOT,
  ],
  log,
});

/**
 * Makes the data of a deployment's server.
 * @param script file of statements, one a line, that are run on it
 */
export const installer = (folder: string, script: string, log: string): Program => ({
  name: "Making MariaDB's tables",
  command: 'mariadb-install-db',
  args: [
    ...OPTIONS,
    `--datadir=${dataOf(folder)}`,
    `--extra-file=${script}`,
    '--skip-test-db',
    // No password: only who may enter the deployment's folder reaches the socket.
    '--auth-root-authentication-method=normal',
    ...AS_ROOT,
  ],
  log,
});

/** Whether the server behind the socket is ready: it greets who connects. */
export async function greets(socket: string, signal: AbortSignal): Promise<boolean> {
  const connection = connect(socket);
  try {
    const [greeting] = await once(connection, 'data', { signal });
    return (greeting as Buffer)[HEADER_BYTES] === PROTOCOL;
  } finally {
    connection.destroy();
  }
}
