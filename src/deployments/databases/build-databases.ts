/** Makes the databases of a template, with each service's own code. */
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PYTHON_FOLDER, runsFolder } from '../machine/paths.ts';
import { complete } from '../processes/run-to-completion.ts';
import { pythonOf } from '../releases/releases.ts';
import { INSIDE } from '../run-folder/inside.ts';
import { type Part, portsOf } from '../services/components.ts';
import { writeConfiguration } from '../services/configuration.ts';
import type { Passwords } from '../template/template-data.ts';
import { type Database, schemasOf } from './databases.ts';
import { makeData } from './mariadb-data.ts';

const PASSWORD_BYTES = 18;
/** Port of a template's configuration, which nothing is served from. */
const NO_PORT = 1;

/** Fills a template's folder: the databases of these parts, keys, and passwords in `passwords.json`. */
export async function buildDatabases(
  building: string,
  parts: readonly Part[],
  database: Database,
  release: string,
): Promise<void> {
  if (database === 'sqlite') return fillDatabases(building, parts, database, release);
  // The cache's path may be too long for a socket.
  const work = await mkdtemp(join(await runsFolder(), '.make-'));
  try {
    await makeData(work, schemasOf(parts), () => fillDatabases(work, parts, database, release));
    await cp(work, building, { recursive: true });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fillDatabases(
  folder: string,
  parts: readonly Part[],
  database: Database,
  release: string,
): Promise<void> {
  const random = () => randomBytes(PASSWORD_BYTES).toString('base64url');
  const passwords: Passwords = { admin: random(), service: random() };
  await writeFile(join(folder, INSIDE.passwords), JSON.stringify(passwords), { mode: 0o600 });
  await writeConfiguration({
    folder,
    ports: portsOf(
      parts,
      parts.map(() => NO_PORT),
    ),
    servicePassword: passwords.service,
    backend: 'sql',
    database,
    release,
  });
  await Promise.all(
    parts.map((part) =>
      complete({
        name: `Making ${part}'s database`,
        command: pythonOf(release),
        args: [
          join(PYTHON_FOLDER, `openstack/build_${part}.py`),
          folder,
          ...(part === 'keystone' ? parts.filter((each) => each !== 'keystone') : []),
        ],
        log: join(folder, 'log', `${part}.log`),
      }),
    ),
  );
}
