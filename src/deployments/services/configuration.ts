/** Writes the services' configuration files. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { connectionOf, type Database, ON_ROME } from '../databases/databases.ts';
import { PYTHON_FOLDER } from '../machine/paths.ts';
import { cinderFilters, packagedConfiguration } from '../releases/releases.ts';
import { COMPONENTS, type Component, componentsIn, type Ports } from './components.ts';

export interface Settings {
  /** Folder of the deployment, or of the template being built. */
  readonly folder: string;
  /** Ports of the components to configure. */
  readonly ports: Ports;
  readonly servicePassword: string;
  readonly backend: 'sql' | 'rome';
  readonly database: Database;
  readonly release: string;
  /** Options by component that override those of the templates. */
  readonly options?: ReadonlyMap<Component, string>;
}

/** Templates of the services' configuration. */
const TEMPLATES = join(PYTHON_FOLDER, 'managed/settings');

/** File name of each component's configuration, among the templates and in the component's folder. */
const FILES: Readonly<Record<Component, string>> = {
  keystone: 'keystone.conf',
  glance: 'glance-api.conf',
  placement: 'placement.conf',
  neutron: 'neutron.conf',
  cinder: 'cinder.conf',
  nova: 'nova.conf',
};

const PIPELINES = 'glance-api-paste.ini';
/** Image properties in Glance's schema. */
const PROPERTIES = 'schema-image.json';

/** Creates a folder for each component, with its configuration. */
export async function writeConfiguration(settings: Settings): Promise<void> {
  const { folder, ports, release } = settings;
  const components = componentsIn(ports);
  for (const name of [...components, 'stores', 'log']) {
    await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  }
  const values = {
    folder,
    ...Object.fromEntries(
      Object.entries(ports).map(([component, port]) => [`${component}_port`, String(port)]),
    ),
    service_password: settings.servicePassword,
    nova_packaged: packagedConfiguration(release, 'nova'),
    neutron_packaged: packagedConfiguration(release, 'neutron'),
    cinder_packaged: packagedConfiguration(release, 'cinder'),
    cinder_filters: cinderFilters(release),
    ...databases(settings),
  };
  await Promise.all([
    ...components.map((component) =>
      fill(
        FILES[component],
        join(folder, component, FILES[component]),
        values,
        settings.options?.get(component),
      ),
    ),
    symlink(join(packagedConfiguration(release, 'glance'), PIPELINES), join(folder, 'glance', PIPELINES)),
    // Not every release contains this file.
    readFile(join(TEMPLATES, PROPERTIES)).then((text) =>
      writeFile(join(folder, 'glance', PROPERTIES), text, { mode: 0o600 }),
    ),
  ]);
}

/**
 * Connection URLs. On ROME there is no SQL database: code that still connects to one must fail rather than find an
 * empty database.
 */
function databases(settings: Settings): Readonly<Record<string, string>> {
  const others = Object.fromEntries(
    COMPONENTS.filter((component) => !ON_ROME.has(component)).map((component) => [
      `${component}_database`,
      connectionOf(settings, component),
    ]),
  );
  return settings.backend === 'sql'
    ? {
        ...others,
        database: `[database]\nconnection = ${connectionOf(settings, 'glance')}`,
        nova_cell: connectionOf(settings, 'nova', 'cell1'),
        nova_api: connectionOf(settings, 'nova', 'api'),
      }
    : {
        ...others,
        database: '[database]\nconnection = sqlite+rome:///glance',
        nova_cell: 'sqlite+rome:///nova_cell1',
        nova_api: 'sqlite+rome:///nova_api',
      };
}

/** Copies a template with every `${name}` replaced. @param options added at its end: the last value of an option counts */
async function fill(
  template: string,
  file: string,
  values: Readonly<Record<string, string>>,
  options = '',
): Promise<void> {
  const text = await readFile(join(TEMPLATES, template), 'utf8');
  const filled = text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new HarnessError('INTERNAL', `${template} uses an unknown variable \${${name}}`);
    return value;
  });
  await writeFile(file, `${filled}\n${options}`, { mode: 0o600 });
}
