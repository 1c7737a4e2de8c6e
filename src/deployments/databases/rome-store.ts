/** What a deployment's ROME keeps its rows in: one Redis with a dump of the initial state, or a Redis Cluster. */
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from '../../model.ts';
import type { Program } from '../processes/processes.ts';
import { answering } from '../processes/readiness.ts';
import { runToCompletion } from '../processes/run-to-completion.ts';
import { copyDatabases } from './databases.ts';
import { DUMP, redis, socketAddress, socketOf } from './redis.ts';
import { clusterNodes, configureCluster, portsIn, serverForCluster } from './redis-cluster.ts';
import { redisServer } from './redis-server.ts';

/** `single` if the deployment has no `redis`. */
export type RedisKind = 'single' | 'cluster';

/** File with ROME's URL, without a namespace. */
const ADDRESS = 'address';
/** SQLite databases with the initial state, from which a cluster is filled. */
const ROWS = 'rows';

/** ROME's URL of a filled folder, without a namespace. */
export const addressOf = (folder: string): string => readFileSync(join(folder, ADDRESS), 'utf8');

/** URL of a database in ROME's format. */
export function urlOf(folder: string, namespace = 'glance'): string {
  const address = addressOf(folder);
  return `${address}${address.includes('?') ? '&' : '?'}namespace=${namespace}`;
}

/**
 * Fills an empty folder.
 * @param from `folder`: the SQLite databases of the initial state; `dump`: Redis's dump of them, for a single Redis
 */
export async function fillStore(
  kind: RedisKind,
  folder: string,
  services: readonly Service[],
  from: { readonly folder: string; readonly dump?: string },
): Promise<void> {
  const address = kind === 'cluster' ? await configureCluster(folder) : socketAddress(folder);
  await writeFile(join(folder, ADDRESS), address, { mode: 0o600 });
  if (kind === 'single') {
    if (from.dump) await copyFile(from.dump, join(folder, DUMP));
    return;
  }
  for (const service of services) await mkdir(join(folder, ROWS, service), { recursive: true, mode: 0o700 });
  await copyDatabases('sqlite', services, from.folder, join(folder, ROWS));
}

/** Starts the processes of a filled folder. Resolves when the rows are there. */
export async function startStore(
  kind: RedisKind,
  folder: string,
  options: {
    readonly services: readonly Service[];
    readonly python: string;
    readonly log: (name: string) => string;
    readonly begin: (program: Program) => void;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { services, python, log, begin, signal } = options;
  const programs =
    kind === 'cluster'
      ? clusterNodes(folder, log, await serverForCluster())
      : [redis(folder, log('redis'), await redisServer(signal))];
  for (const program of programs) begin(program);
  await answers(kind, folder, signal);
  if (kind === 'single') return;
  await runToCompletion(
    seeding(join(folder, ROWS), addressOf(folder), services, { python, log: log('seed') }),
  );
}

/** Resolves when all processes answer. Rejects with the signal's reason. */
export async function answers(kind: RedisKind, folder: string, signal: AbortSignal): Promise<void> {
  const places = kind === 'cluster' ? portsIn(addressOf(folder)) : [socketOf(folder)];
  await Promise.all(places.map((place) => answering(place, signal)));
}

/** Copies the services' SQLite databases below a folder into Redis. */
export const seeding = (
  from: string,
  address: string,
  services: readonly Service[],
  { python, log }: { readonly python: string; readonly log: string },
): Program => ({
  name: 'Copying rows into Redis',
  command: python,
  args: ['-m', 'managed.initial_state.seed_rome', from, address, ...services],
  log,
});
