/** A Redis Cluster on ports of 127.0.0.1: three primaries, each with a replica. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../machine/ports.ts';
import type { Program } from '../processes/processes.ts';
import { machinesRedis, type RedisServer, redisMissing } from './redis-server.ts';

/** The first Redis whose nodes name their ports in a file as they are written here. */
const OLDEST = '7.0';

const PRIMARIES = 3;
const NODES = 2 * PRIMARIES;
const SLOTS = 16_384;
const ID_BYTES = 20;
const PASSWORD_BYTES = 18;
const CONFIGURATION = 'redis.conf';
/** The file in which a node keeps what it knows of the others. */
const KNOWN = 'nodes.conf';
const PASSWORD = 'password';

/**
 * Restarts a node that a signal killed. By then its replica is the primary, so the node fetches its data. A primary that
 * came back sooner, without its data, would make its replica empty, too.
 */
const KEEP_RUNNING = `while setpriv --pdeathsig KILL "$1" "$0"; [ $? -gt 128 ]; do sleep 10; done`;

interface Node {
  readonly id: string;
  readonly port: number;
  readonly bus: number;
  /** Slots of a primary. */
  readonly slots?: string;
  readonly primary?: Node;
}

/** Writes the configuration of the nodes below a folder. @returns ROME's URL of the cluster, without a namespace */
export async function configureCluster(folder: string): Promise<string> {
  const nodes = nodesOn(await freePorts(2 * NODES));
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  await writeFile(join(folder, PASSWORD), password, { mode: 0o600 });
  for (const [index, node] of nodes.entries()) {
    const own = folderOf(folder, index);
    await mkdir(own, { mode: 0o700 });
    await writeFile(join(own, CONFIGURATION), configuration(node, own, password), { mode: 0o600 });
    await writeFile(join(own, KNOWN), known(node, nodes), { mode: 0o600 });
  }
  const where = nodes.map(({ port }) => `127.0.0.1:${port}`).join(',');
  return `redis+cluster://${where}?password_file=${encodeURIComponent(join(folder, PASSWORD))}`;
}

/** @throws HarnessError PACKAGE_MISSING */
export async function serverForCluster(): Promise<RedisServer> {
  const own = await machinesRedis(OLDEST);
  if (own) return own;
  throw redisMissing(OLDEST);
}

/** The nodes of a configured cluster. */
export const clusterNodes = (
  folder: string,
  log: (name: string) => string,
  { command }: RedisServer,
): readonly Program[] =>
  Array.from({ length: NODES }, (_, index) => ({
    name: `Redis ${index + 1}`,
    command: 'sh',
    args: ['-c', KEEP_RUNNING, join(folderOf(folder, index), CONFIGURATION), command],
    log: log(`redis${index + 1}`),
  }));

/** The ports in a cluster's URL. */
export const portsIn = (address: string): readonly number[] =>
  [...address.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));

const folderOf = (folder: string, index: number): string => join(folder, String(index + 1));

function nodesOn(ports: readonly number[]): readonly Node[] {
  const each = (index: number) => ({
    id: randomBytes(ID_BYTES).toString('hex'),
    port: ports[index] as number,
    bus: ports[NODES + index] as number,
  });
  const bound = (index: number) => Math.floor((SLOTS * index) / PRIMARIES);
  const primaries = Array.from({ length: PRIMARIES }, (_, index) => ({
    ...each(index),
    slots: `${bound(index)}-${bound(index + 1) - 1}`,
  }));
  return [...primaries, ...primaries.map((primary, index) => ({ ...each(PRIMARIES + index), primary }))];
}

const configuration = ({ port, bus }: Node, folder: string, password: string): string =>
  `${[
    `port ${port}`,
    `cluster-port ${bus}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `requirepass ${password}`,
    `masterauth ${password}`,
    'save ""',
    'repl-diskless-sync-delay 0',
    'cluster-enabled yes',
    `cluster-config-file ${KNOWN}`,
    'cluster-node-timeout 5000',
    // Other namespaces go on while one has no primary.
    'cluster-require-full-coverage no',
  ].join('\n')}\n`;

/** With this, the nodes are a cluster as soon as they run. */
const known = (own: Node, nodes: readonly Node[]): string =>
  [
    ...nodes.map((node) => {
      const role = node.primary ? `slave ${node.primary.id}` : 'master -';
      const epoch = (nodes.indexOf(node.primary ?? node) + 1).toString();
      const flags = node === own ? `myself,${role}` : role;
      const slots = node.slots ? ` ${node.slots}` : '';
      return `${node.id} 127.0.0.1:${node.port}@${node.bus} ${flags} 0 0 ${epoch} connected${slots}\n`;
    }),
    `vars currentEpoch ${PRIMARIES} lastVoteEpoch 0\n`,
  ].join('');
