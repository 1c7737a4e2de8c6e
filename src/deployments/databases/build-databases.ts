/** Creates the databases of a template, using each service's own code. */
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runsFolder } from '../machine/paths.ts';
import { runToCompletion } from '../processes/run-to-completion.ts';
import { pythonOf } from '../releases/checkouts.ts';
import { releaseOf } from '../releases/software.ts';
import { INSIDE } from '../run-folder/inside.ts';
import { databaseOf, type ManagedSpec, servicesOf } from '../run-folder/managed-spec.ts';
import { componentsOf, portsOf } from '../services/components.ts';
import { writeConfiguration } from '../services/configuration.ts';
import { readSettings } from '../services/spec.ts';
import type { Passwords } from '../template/template-data.ts';
import { schemasOf } from './databases.ts';
import { makeData } from './mariadb-data.ts';

const PASSWORD_BYTES = 18;
/** A port in the template's configuration. Nothing listens on it. */
const NO_PORT = 1;

/** Fills a template's folder with the components' databases, keys, and `passwords.json`. */
export async function buildDatabases(building: string, spec: ManagedSpec): Promise<void> {
  if (databaseOf(spec) === 'sqlite') return fillDatabases(building, spec);
  // The cache's path may be too long for a socket, so work elsewhere.
  const work = await mkdtemp(join(await runsFolder(), '.make-'));
  try {
    const components = componentsOf(servicesOf(spec));
    await makeData(work, schemasOf(components), () => fillDatabases(work, spec));
    await cp(work, building, { recursive: true });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fillDatabases(folder: string, spec: ManagedSpec): Promise<void> {
  const components = componentsOf(servicesOf(spec));
  const release = releaseOf(spec);
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
    database: databaseOf(spec),
    release,
    options: new Map(await readSettings(spec)),
  });
  await Promise.all(
    components.map((component) =>
      runToCompletion({
        name: `Making ${component}'s database`,
        command: pythonOf(spec),
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
