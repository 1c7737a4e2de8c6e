/** Creates the databases of a template, using each service's own code. */
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runsFolder } from '../machine/paths.ts';
import { runToCompletion } from '../processes/run-to-completion.ts';
import { pythonOf } from '../releases/checkouts.ts';
import { releaseOf, type Software } from '../releases/software.ts';
import { INSIDE } from '../run-folder/inside.ts';
import { type Component, portsOf } from '../services/components.ts';
import { writeConfiguration } from '../services/configuration.ts';
import type { Passwords } from '../template/template-data.ts';
import { type Database, schemasOf } from './databases.ts';
import { makeData } from './mariadb-data.ts';

const PASSWORD_BYTES = 18;
/** A port in the template's configuration. Nothing listens on it. */
const NO_PORT = 1;

/** Fills a template's folder with the components' databases, keys, and `passwords.json`. */
export async function buildDatabases(
  building: string,
  components: readonly Component[],
  database: Database,
  software: Software,
): Promise<void> {
  if (database === 'sqlite') return fillDatabases(building, components, database, software);
  // The cache's path may be too long for a socket, so work elsewhere.
  const work = await mkdtemp(join(await runsFolder(), '.make-'));
  try {
    await makeData(work, schemasOf(components), () => fillDatabases(work, components, database, software));
    await cp(work, building, { recursive: true });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fillDatabases(
  folder: string,
  components: readonly Component[],
  database: Database,
  software: Software,
): Promise<void> {
  const random = () => randomBytes(PASSWORD_BYTES).toString('base64url');
  const passwords: Passwords = { admin: random(), service: random() };
  await writeFile(join(folder, INSIDE.passwords), JSON.stringify(passwords), { mode: 0o600 });
  await writeConfiguration({
    folder,
    ports: portsOf(
      components,
      components.map(() => NO_PORT),
    ),
    servicePassword: passwords.service,
    backend: 'sql',
    database,
    release: releaseOf(software),
  });
  await Promise.all(
    components.map((component) =>
      runToCompletion({
        name: `Making ${component}'s database`,
        command: pythonOf(software),
        args: [
          '-m',
          `managed.initial_state.build_${component}`,
          folder,
          ...(component === 'keystone' ? components.filter((each) => each !== 'keystone') : []),
        ],
        log: join(folder, 'log', `${component}.log`),
      }),
    ),
  );
}
