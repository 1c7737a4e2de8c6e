/** The initial state of a deployment: databases, keys and passwords. Made once per version of the packages. */
import { chmod, copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from '../../model.ts';
import { buildDatabases } from '../databases/build-databases.ts';
import type { Database } from '../databases/databases.ts';
import { ask, DUMP, redis, socketAddress, socketOf } from '../databases/redis.ts';
import { redisServer } from '../databases/redis-server.ts';
import { seeding } from '../databases/rome-store.ts';
import { parseWritten } from '../file-kinds.ts';
import { cached } from '../machine/cache.ts';
import { contentDigest, digest } from '../machine/hashing.ts';
import { type Need, packageVersions } from '../machine/packages.ts';
import { PYTHON_FOLDER, runsFolder } from '../machine/paths.ts';
import { end } from '../processes/identity.ts';
import { start } from '../processes/processes.ts';
import { answering } from '../processes/readiness.ts';
import { runToCompletion } from '../processes/run-to-completion.ts';
import { checkoutOf, pythonOf, schemaDigest } from '../releases/checkouts.ts';
import { releaseOf } from '../releases/software.ts';
import { INSIDE } from '../run-folder/inside.ts';
import { databaseOf, hostsOf, type ManagedSpec, redisOf, servicesOf } from '../run-folder/managed-spec.ts';
import { componentsOf, servicesAmong } from '../services/components.ts';
import { readSettings } from '../services/spec.ts';
import { firstBoot } from './first-boot.ts';
import type { Passwords, Template } from './template-data.ts';

/** Cache kinds of templates: without Nova, and with it. */
const KINDS: Readonly<Record<Database, { readonly sql: string; readonly cloud: string }>> = {
  sqlite: { sql: 'sql', cloud: 'cloud' },
  mariadb: { sql: 'mariadb', cloud: 'mariadb_cloud' },
};

const shipped = (path: string): string => join(PYTHON_FOLDER, path);

/** The template for a deployment, from the cache if possible. */
export async function template(
  spec: ManagedSpec,
  progress: (message: string) => void,
  signal: AbortSignal,
): Promise<Template> {
  const database = databaseOf(spec);
  const keys = await templateKeys(spec);
  const services = servicesOf(spec);
  const withNova = services.includes('nova');
  const folder = withNova
    ? await cached(KINDS[database].cloud, keys.cloud, async (building) => {
        progress('Creating the initial state with Nova (once per version, about a minute)');
        await buildDatabases(building, spec);
        await firstBoot(building, await passwordsIn(building), spec, signal);
      })
    : await cached(KINDS[database].sql, keys.sql, async (building) => {
        progress('Creating the initial state: databases, keys, catalog (once per version)');
        await buildDatabases(building, spec);
      });
  const shared = withNova && {
    shared: parseWritten('shared', await readFile(join(folder, INSIDE.shared), 'utf8'), folder),
  };
  const made = { folder, ...shared, passwords: await passwordsIn(folder), romeKey: keys.rome };
  if (spec.backend === 'sql' || redisOf(spec) === 'cluster') return made;
  const seeded = await cached(
    'rome',
    withNova ? digest([keys.rome, keys.cloud]) : keys.rome,
    async (building) => {
      progress('Creating the initial state: the data in Redis');
      await buildDump(folder, servicesAmong(componentsOf(services)), building, pythonOf(spec), signal);
    },
  );
  return { ...made, dump: join(seeded, DUMP) };
}

const passwordsIn = async (folder: string): Promise<Passwords> =>
  parseWritten('passwords', await readFile(join(folder, INSIDE.passwords), 'utf8'), folder);

/** Cache keys of templates. Databases do not depend on ROME, so a change of ROME does not rebuild them. */
export async function templateKeys(spec: Omit<ManagedSpec, 'name' | 'backend'>): Promise<{
  readonly sql: string;
  readonly rome: string;
  /** Template of a deployment with Nova. */
  readonly cloud: string;
}> {
  const release = releaseOf(spec);
  const content = digest([contentDigest([shipped('managed')]), schemaDigest(spec), await readSettings(spec)]);
  const kept: readonly Need[] = databaseOf(spec) === 'mariadb' ? ['mariadb'] : [];
  const sql = digest([await packageVersions(['glance', ...kept], release), content]);
  return {
    sql,
    rome: digest([
      sql,
      contentDigest([join(checkoutOf(spec, 'rome') ?? PYTHON_FOLDER, 'rome'), shipped('constructs.py')]),
    ]),
    cloud: digest([await packageVersions(['glance', 'nova', ...kept], release), content, hostsOf(spec)]),
  };
}

/** Loads the services' SQLite databases into a Redis and writes its dump. */
async function buildDump(
  from: string,
  services: readonly Service[],
  folder: string,
  python: string,
  signal: AbortSignal,
): Promise<void> {
  // The cache's path may be too long for a socket, so work elsewhere.
  const work = await mkdtemp(join(await runsFolder(), '.seed-'));
  const server = start(redis(work, join(work, 'redis.log'), await redisServer(signal)), false);
  try {
    await answering(socketOf(work), AbortSignal.timeout(10_000));
    const how = { python, log: join(work, 'seed.log') };
    await runToCompletion(seeding(from, socketAddress(work), services, how));
    await ask(socketOf(work), 'SAVE');
    await copyFile(join(work, DUMP), join(folder, DUMP));
    await chmod(join(folder, DUMP), 0o600);
  } finally {
    await end(server);
    await rm(work, { recursive: true, force: true });
  }
}
