/** A private MariaDB on a Unix socket, without a TCP port. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fitting } from '../machine/socket.ts';
import type { Program } from '../processes/processes.ts';

/** Display name, also used to find the process. */
export const MARIADB = 'MariaDB';

/** Folder of data and socket, below the deployment's folder. */
const FOLDER = 'mariadb';

/** Ignores /etc/mysql. Durability is off, because no data outlives its deployment. */
const OPTIONS = [
  '--no-defaults',
  '--skip-name-resolve',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-doublewrite=OFF',
  '--innodb-buffer-pool-size=64M',
  // Few small files, because they are copied for every deployment.
  '--innodb-file-per-table=OFF',
  '--innodb-log-file-size=16M',
];

/** First byte of a greeting after the packet header. An error packet has another one. */
const PROTOCOL = 10;
const HEADER_BYTES = 4;

/** MariaDB refuses to run as root unless configured to. */
const AS_ROOT = process.getuid?.() === 0 ? ['--user=root'] : [];

export const folderOf = (folder: string): string => join(folder, FOLDER);
export const dataOf = (folder: string): string => join(folderOf(folder), 'data');
export const socketOf = (folder: string): string => join(folderOf(folder), 'mariadb.sock');

/** The server on the data in a deployment's folder. */
export const mariadb = (folder: string, log: string): Program => ({
  name: MARIADB,
  command: 'mariadbd',
  args: [
    ...OPTIONS,
    `--datadir=${dataOf(folder)}`,
    `--socket=${fitting(socketOf(folder))}`,
    `--pid-file=${join(folderOf(folder), 'mariadb.pid')}`,
    '--skip-networking',
    // Six services, each with a connection pool.
    '--max-connections=1000',
    ...AS_ROOT,
  ],
  log,
});

/**
 * Creates the data of a deployment's server.
 * @param script file of SQL statements to run, one per line
 */
export const installer = (folder: string, script: string, log: string): Program => ({
  name: "Making MariaDB's tables",
  command: 'mariadb-install-db',
  args: [
    ...OPTIONS,
    `--datadir=${dataOf(folder)}`,
    `--extra-file=${script}`,
    '--skip-test-db',
    // No password: access to the socket requires access to the deployment's folder.
    '--auth-root-authentication-method=normal',
    ...AS_ROOT,
  ],
  log,
});

/** Whether the server behind the socket is ready, that is, sends a greeting. */
export async function greets(socket: string, signal: AbortSignal): Promise<boolean> {
  const connection = connect(socket);
  try {
    const [greeting] = await once(connection, 'data', { signal });
    return (greeting as Buffer)[HEADER_BYTES] === PROTOCOL;
  } finally {
    connection.destroy();
  }
}
