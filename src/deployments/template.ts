/** The first state of a deployment: populated databases, keys and passwords, made once per version of the packages. */
import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { cached } from './cache.ts';
import { writeConfiguration } from './configuration.ts';
import { contentDigest, digest } from './hashing.ts';
import { end } from './identity.ts';
import { packageVersions } from './packages.ts';
import { PYTHON, PYTHON_FOLDER, runsFolder } from './paths.ts';
import { type Program, start, tail } from './processes.ts';
import { answering } from './readiness.ts';
import { ask, DUMP, redis, socketOf, urlOf } from './redis.ts';

export interface Passwords {
  readonly admin: string;
  readonly service: string;
}

export interface Template {
  /** Folder with `keystone/` and `glance/`. */
  readonly folder: string;
  /** Glance's data for Redis; on ROME only. */
  readonly dump?: string;
  readonly passwords: Passwords;
  /** Digest of the ROME that it is for. */
  readonly romeKey: string;
}

const PASSWORD_BYTES = 18;
/** Ports of a template's configuration, which nothing is served from. */
const NO_PORTS = { keystone: 1, glance: 1 };

const python = (path: string): string => join(PYTHON_FOLDER, path);

/** The template for a backend, from the cache when it is there. */
export async function template(
  backend: 'sql' | 'rome',
  progress: (message: string) => void,
): Promise<Template> {
  const keys = await templateKeys();
  const folder = await cached('sql', keys.sql, async (building) => {
    progress('Making the first state: databases, keys, catalog (once per version)');
    await buildDatabases(building);
  });
  const passwords = JSON.parse(await readFile(join(folder, 'passwords.json'), 'utf8'));
  if (backend === 'sql') return { folder, passwords, romeKey: keys.rome };
  const seeded = await cached('rome', keys.rome, async (building) => {
    progress("Making the first state: Glance's data in Redis");
    await buildDump(join(folder, 'glance', 'glance.sqlite'), building);
  });
  return { folder, passwords, dump: join(seeded, DUMP), romeKey: keys.rome };
}

/** What the templates depend on. ROME changes with every fix of it; the databases need not be made again for that. */
export async function templateKeys(): Promise<{ readonly sql: string; readonly rome: string }> {
  const sql = digest([await packageVersions(), await contentDigest([python('openstack')])]);
  return { sql, rome: digest([sql, await contentDigest([python('rome'), python('constructs.py')])]) };
}

async function buildDatabases(folder: string): Promise<void> {
  const random = () => randomBytes(PASSWORD_BYTES).toString('base64url');
  const passwords: Passwords = { admin: random(), service: random() };
  await writeFile(join(folder, 'passwords.json'), JSON.stringify(passwords), { mode: 0o600 });
  await writeConfiguration({
    folder,
    ports: NO_PORTS,
    servicePassword: passwords.service,
    backend: 'sql',
  });
  await Promise.all(
    ['keystone', 'glance'].map((service) =>
      complete({
        name: `Making ${service}'s database`,
        command: PYTHON,
        args: [python(`openstack/build_${service}.py`), folder],
        log: join(folder, 'log', `${service}.log`),
      }),
    ),
  );
}

/** Fills a Redis with the rows of a SQLite database and lets it write its dump. */
async function buildDump(sqlite: string, folder: string): Promise<void> {
  // The cache's path may be too long for a socket.
  const work = await mkdtemp(join(await runsFolder(), '.seed-'));
  const server = start(redis(work, join(work, 'redis.log')), false);
  try {
    await answering(socketOf(work), AbortSignal.timeout(10_000));
    await complete({
      name: "Copying Glance's rows into Redis",
      command: PYTHON,
      args: ['-m', 'rome.seed', '--sqlite', sqlite, '--url', urlOf(work), '--models', 'glance'],
      log: join(work, 'seed.log'),
    });
    await ask(socketOf(work), 'SAVE');
    await copyFile(join(work, DUMP), join(folder, DUMP));
    await chmod(join(folder, DUMP), 0o600);
  } finally {
    await end(server);
    await rm(work, { recursive: true, force: true });
  }
}

async function complete(program: Program): Promise<void> {
  const { code, how } = await start(program, false).ended;
  if (code === 0) return;
  throw new HarnessError('BOOT_FAILED', `${program.name} failed (${how}):\n${tail(program.log)}`, {
    fix: 'Run `run-scenarios doctor` to check the packages.',
  });
}
