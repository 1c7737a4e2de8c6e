/** The folder of one deployment: its content and its initial state. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Credentials, type Deployment, releaseName, type Service } from '../../model.ts';
import { discoveryCopy, installedApi } from '../copy/copy.ts';
import { copyDatabases, databasesOf, ON_ROME } from '../databases/databases.ts';
import { fillStore, urlOf } from '../databases/rome-store.ts';
import { parseWritten } from '../file-kinds.ts';
import { runsFolder } from '../machine/paths.ts';
import { pythonOf } from '../releases/checkouts.ts';
import { releaseOf } from '../releases/software.ts';
import { readSurvey } from '../rome/survey.ts';
import { authUrlOf, COMPONENTS, componentsIn, type Ports, servicesAmong } from '../services/components.ts';
import { writeConfiguration } from '../services/configuration.ts';
import { readSettings } from '../services/spec.ts';
import type { Passwords, Template } from '../template/template-data.ts';
import { INSIDE } from './inside.ts';
import { databaseOf, type ManagedSpec, redisOf } from './managed-spec.ts';

const REGION = 'RegionOne';

export async function makeFolder(name: string): Promise<string> {
  const safe = name.replaceAll(/[^\w-]/g, '-').slice(0, 20);
  return mkdtemp(join(await runsFolder(), `${safe}-`));
}

/** Restores a deployment's folder to its initial state. Removes everything else in it. */
export async function fillFolder(
  folder: string,
  spec: ManagedSpec,
  from: Template,
  ports: Ports,
): Promise<void> {
  for (const name of [...COMPONENTS, 'stores', INSIDE.redis, INSIDE.pool, INSIDE.probe, INSIDE.forms]) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
  await writeConfiguration({
    folder,
    ports,
    servicePassword: from.passwords.service,
    backend: spec.backend,
    database: databaseOf(spec),
    release: releaseOf(spec),
    options: new Map(await readSettings(spec)),
  });
  await cp(join(from.folder, 'keystone', 'keys'), join(folder, 'keystone', 'keys'), { recursive: true });
  await cp(join(from.folder, INSIDE.pool), join(folder, INSIDE.pool), { recursive: true });
  const inSql = componentsIn(ports).filter((component) => spec.backend === 'sql' || !ON_ROME.has(component));
  await copyDatabases(databaseOf(spec), inSql, from.folder, folder);
  if (from.shared) {
    await writePrivate(join(folder, INSIDE.shared), JSON.stringify(from.shared));
    await cp(join(from.folder, 'stores'), join(folder, 'stores'), { recursive: true });
  }
  await writePrivate(join(folder, INSIDE.passwords), JSON.stringify(from.passwords));
  await writePrivate(join(folder, INSIDE.openrc), openrc(ports, from.passwords));
  if (spec.profile) await writePrivate(join(folder, INSIDE.profile), JSON.stringify(spec.profile));
  if (spec.backend === 'sql') return;
  const services = servicesAmong(componentsIn(ports));
  await mkdir(join(folder, INSIDE.redis), { mode: 0o700 });
  await fillStore(redisOf(spec), join(folder, INSIDE.redis), services, from);
  for (const service of services) {
    // Comparing it with an edited copy shows the edits.
    const copy = pristineCopyOf(folder, service);
    await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
    await writePrivate(copy, (await discoveryCopy(service, spec)).text);
  }
}

/** Describes the deployment in a folder for the rest of this tool. */
export async function describe(
  folder: string,
  spec: ManagedSpec,
  ports: Ports,
  probe: boolean,
): Promise<Deployment> {
  const passwords = parseWritten('passwords', await readFile(join(folder, INSIDE.passwords), 'utf8'), folder);
  const shared = await readFile(join(folder, INSIDE.shared), 'utf8').catch(() => undefined);
  const surveyed = probe ? await readSurvey(join(folder, INSIDE.survey)) : undefined;
  return {
    name: spec.name,
    managed: true,
    disposable: false,
    backend: spec.backend,
    release: releaseName(releaseOf(spec)),
    authUrl: authUrlOf(ports),
    credentials: credentials(passwords),
    region: REGION,
    interface: 'public',
    folders: [folder],
    ...(databaseOf(spec) === 'sqlite' && {
      databases: databasesOf(
        folder,
        servicesAmong(componentsIn(ports)),
        spec.backend === 'rome' ? (namespace) => urlOf(join(folder, INSIDE.redis), namespace) : undefined,
      ),
    }),
    python: pythonOf(spec),
    profile: spec.profile,
    pool: join(folder, INSIDE.pool),
    probe: probe ? join(folder, INSIDE.probe) : undefined,
    logs: await logsIn(join(folder, INSIDE.log)),
    ...(spec.backend === 'rome' && {
      copies: await copiesOf(folder, spec, servicesAmong(componentsIn(ports))),
    }),
    survey: surveyed,
    shared: shared ? parseWritten('shared', shared, folder) : undefined,
  };
}

/** Path of the discovery copy that a service runs on ROME. */
export const copyOf = (folder: string, spec: ManagedSpec, service: Service): string =>
  spec.copy?.[service] ?? pristineCopyOf(folder, service);

const pristineCopyOf = (folder: string, service: Service): string =>
  join(folder, 'discovery', service, 'api.py');

const logsIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder))
    .filter((name) => /^(?:glance|nova)\.log$/.test(name))
    .map((name) => join(folder, name));

const copiesOf = (folder: string, spec: ManagedSpec, services: readonly Service[]) =>
  Promise.all(
    services.map(async (service) => ({
      file: copyOf(folder, spec, service),
      original: await installedApi(service, spec),
      pristine: pristineCopyOf(folder, service),
    })),
  );

const writePrivate = (file: string, text: string): Promise<void> => writeFile(file, text, { mode: 0o600 });

const credentials = (passwords: Passwords): Credentials => ({
  username: 'admin',
  password: passwords.admin,
  userDomain: 'Default',
  project: 'admin',
  projectDomain: 'Default',
});

/** Shell script that sets the administrator's credentials for OpenStack's own clients. */
function openrc(ports: Ports, passwords: Passwords): string {
  const { username, password, userDomain, project, projectDomain } = credentials(passwords);
  const variables = {
    OS_AUTH_URL: authUrlOf(ports),
    OS_USERNAME: username,
    OS_PASSWORD: password,
    OS_USER_DOMAIN_NAME: userDomain,
    OS_PROJECT_NAME: project,
    OS_PROJECT_DOMAIN_NAME: projectDomain,
    OS_REGION_NAME: REGION,
    OS_INTERFACE: 'public',
    OS_IDENTITY_API_VERSION: '3',
    OS_IMAGE_API_VERSION: '2',
  };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`);
  return `${lines.join('\n')}\n`;
}
