/** The folder of one deployment: what is in it, and its first state. */
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credentials, Deployment } from '../model.ts';
import { writeConfiguration } from './configuration.ts';
import { discoveryCopy, installedApi } from './copy.ts';
import { runsFolder } from './paths.ts';
import type { DeploymentRecord, ManagedSpec } from './record.ts';
import { DUMP } from './redis.ts';
import { readSurvey } from './survey.ts';
import type { Passwords, Template } from './template.ts';

type Ports = DeploymentRecord['ports'];

export const REGION = 'RegionOne';

/** Names of files and folders below the deployment's folder. */
export const INSIDE = {
  redis: 'redis',
  log: 'log',
  probe: 'probe.jsonl',
  profile: 'profile.json',
  survey: 'survey.json',
  copy: 'discovery/api.py',
  passwords: 'passwords.json',
  openrc: 'admin-openrc',
} as const;

export const authUrlOf = (ports: Ports): string => `http://127.0.0.1:${ports.keystone}/v3`;
export const glanceUrlOf = (ports: Ports): string => `http://127.0.0.1:${ports.glance}`;

export async function makeFolder(name: string): Promise<string> {
  const safe = name.replaceAll(/[^\w-]/g, '-').slice(0, 20);
  return mkdtemp(join(await runsFolder(), `${safe}-`));
}

/** Puts a deployment's folder into its first state; what an earlier use left there is removed. */
export async function fillFolder(
  folder: string,
  spec: ManagedSpec,
  from: Template,
  ports: Ports,
): Promise<void> {
  for (const name of ['keystone', 'glance', 'stores', INSIDE.redis, INSIDE.probe]) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
  await writeConfiguration({
    folder,
    ports,
    servicePassword: from.passwords.service,
    backend: spec.backend,
  });
  await cp(join(from.folder, 'keystone', 'keys'), join(folder, 'keystone', 'keys'), { recursive: true });
  await copyDatabase('keystone', from.folder, folder);
  await writePrivate(join(folder, INSIDE.passwords), JSON.stringify(from.passwords));
  await writePrivate(join(folder, INSIDE.openrc), openrc(ports, from.passwords));
  if (spec.profile) await writePrivate(join(folder, INSIDE.profile), JSON.stringify(spec.profile));
  if (!from.dump) return copyDatabase('glance', from.folder, folder);
  await mkdir(join(folder, INSIDE.redis), { mode: 0o700 });
  await copyFile(from.dump, join(folder, INSIDE.redis, DUMP));
  if (!spec.copy) {
    await mkdir(join(folder, 'discovery'), { recursive: true, mode: 0o700 });
    await writePrivate(join(folder, INSIDE.copy), (await discoveryCopy('glance')).text);
  }
}

/** The deployment of a folder, as the rest of the harness sees it. */
export async function describe(
  folder: string,
  spec: ManagedSpec,
  ports: Ports,
  probe: boolean,
): Promise<Deployment> {
  const passwords: Passwords = JSON.parse(await readFile(join(folder, INSIDE.passwords), 'utf8'));
  const surveyed = probe ? await readSurvey(join(folder, INSIDE.survey)) : undefined;
  return {
    name: spec.name,
    managed: true,
    disposable: false,
    backend: spec.backend,
    authUrl: authUrlOf(ports),
    credentials: credentials(passwords),
    region: REGION,
    interface: 'public',
    folders: [folder],
    ...(probe && { probe: join(folder, INSIDE.probe) }),
    ...(spec.backend === 'rome' && { copy: { file: copyOf(folder, spec), original: await installedApi() } }),
    ...(surveyed && { survey: surveyed }),
  };
}

/** Path of the discovery copy that a deployment on ROME runs. */
export const copyOf = (folder: string, spec: ManagedSpec): string => spec.copy ?? join(folder, INSIDE.copy);

const writePrivate = (file: string, text: string): Promise<void> => writeFile(file, text, { mode: 0o600 });

const copyDatabase = (service: string, from: string, to: string): Promise<void> =>
  copyFile(join(from, service, `${service}.sqlite`), join(to, service, `${service}.sqlite`));

const credentials = (passwords: Passwords): Credentials => ({
  username: 'admin',
  password: passwords.admin,
  userDomain: 'Default',
  project: 'admin',
  projectDomain: 'Default',
});

/** Shell lines that give OpenStack's own clients the administrator's credentials. */
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
