/** Writes the services' configuration files. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { PYTHON_FOLDER } from './paths.ts';

export interface Settings {
  /** Folder of the deployment, or of the template being built. */
  readonly folder: string;
  readonly ports: { readonly keystone: number; readonly glance: number };
  readonly servicePassword: string;
  readonly backend: 'sql' | 'rome';
}

const PACKAGED = '/usr/share/glance-common';

/** Makes `keystone/` and `glance/` in the folder, with what the services read at their start. */
export async function writeConfiguration(settings: Settings): Promise<void> {
  const { folder, ports } = settings;
  for (const name of ['keystone', 'glance', 'stores', 'log']) {
    await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  }
  const values = {
    folder,
    keystone_port: String(ports.keystone),
    glance_port: String(ports.glance),
    service_password: settings.servicePassword,
    // On ROME there is no SQL database at all: whatever should still ask for one must fail, not find an empty one.
    database:
      settings.backend === 'sql' ? `[database]\nconnection = sqlite:///${folder}/glance/glance.sqlite` : '',
  };
  await Promise.all([
    fill('keystone.conf', join(folder, 'keystone', 'keystone.conf'), values),
    fill('glance-api.conf', join(folder, 'glance', 'glance-api.conf'), values),
    ...['glance-api-paste.ini', 'schema-image.json'].map((name) =>
      symlink(join(PACKAGED, name), join(folder, 'glance', name)),
    ),
  ]);
}

/** Copies a template of deployments/openstack, each `${name}` in it replaced. */
async function fill(template: string, file: string, values: Readonly<Record<string, string>>): Promise<void> {
  const text = await readFile(join(PYTHON_FOLDER, 'openstack', template), 'utf8');
  const filled = text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new HarnessError('INTERNAL', `${template} asks for an unknown \${${name}}`);
    return value;
  });
  await writeFile(file, filled, { mode: 0o600 });
}
