import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { HarnessError, HarnessErrors } from '../errors.ts';
import type { Json } from '../model.ts';
import { suggest } from '../yaml/nearest.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import type { DocPath, YamlFile } from '../yaml/yaml-file.ts';

type Mapping = Readonly<Record<string, Json>>;

/** One file's entry for a cloud, and its position. */
export interface Layer {
  readonly yaml: YamlFile;
  readonly path: DocPath;
  readonly value: Json;
}

export const isMapping = (value: Json | undefined): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Folders that OpenStack's clients search, in order. */
const folders = (): readonly string[] => [
  '.',
  join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'openstack'),
  '/etc/openstack',
];

const ENDINGS = ['yaml', 'yml', 'json'] as const;

/** Paths that OpenStack's clients search for a file. */
const candidates = (name: string, variable: string, more: readonly string[] = []): readonly string[] => {
  const named = process.env[variable];
  const found = [...more, ...folders()].flatMap((folder) =>
    ENDINGS.map((ending) => join(folder, `${name}.${ending}`)),
  );
  return named ? [named, ...found] : found;
};

/**
 * The entries for a cloud in its profile, clouds.yaml and secure.yaml. Later ones override earlier ones.
 * @throws HarnessError CONFIG_INVALID if the cloud does not exist
 */
export function cloudLayers(name: string, cloud: string): readonly Layer[] {
  const places = candidates('clouds', 'OS_CLIENT_CONFIG_FILE');
  const file = places.find((each) => existsSync(each));
  if (!file) {
    throw new HarnessError('CONFIG_INVALID', `There is no clouds.yaml for the deployment "${name}"`, {
      fix: `Put it at one of ${places.filter((each) => each.endsWith('.yaml')).join(', ')}.`,
    });
  }
  const own = layer(file, 'clouds', cloud);
  if ('known' in own) {
    const { message, place, frame } = own.yaml.failure(
      'CONFIG_INVALID',
      ['clouds'],
      `There is no cloud "${cloud}" here`,
      undefined,
      'key',
    );
    throw new HarnessError('CONFIG_INVALID', message, {
      fix: suggest(cloud, own.known),
      place,
      frame,
    });
  }
  const secureFile = candidates('secure', 'OS_CLIENT_SECURE_FILE', [dirname(file)]).find((each) =>
    existsSync(each),
  );
  const secure = secureFile ? layer(secureFile, 'clouds', cloud) : undefined;
  return [...profileLayer(own), own, ...(secure && !('known' in secure) ? [secure] : [])];
}

/** The public cloud that a cloud uses as its profile. */
function profileLayer({ yaml, path, value }: Layer): readonly Layer[] {
  const profile = isMapping(value) ? value.profile : undefined;
  if (typeof profile !== 'string') return [];
  const file = candidates('clouds-public', 'OS_CLIENT_VENDOR_FILE').find((each) => existsSync(each));
  const found = file ? layer(file, 'public-clouds', profile) : undefined;
  if (found && !('known' in found)) return [found];
  const message = `There is no profile "${profile}" in a clouds-public.yaml.`;
  const fix = 'Profiles built into other clients are not available here: write its fields out.';
  throw new HarnessErrors('CONFIG_INVALID', [
    yaml.failure('CONFIG_INVALID', [...path, 'profile'], message, fix),
  ]);
}

/** The entry for a cloud in a file; if it has none, the clouds that the file defines. */
function layer(
  file: string,
  section: string,
  cloud: string,
): Layer | { readonly yaml: YamlFile; readonly known: readonly string[] } {
  const yaml = readYaml(file, file, 'CONFIG_INVALID');
  if (yaml.failures.length > 0) throw new HarnessErrors('CONFIG_INVALID', yaml.failures);
  const clouds = isMapping(yaml.value) ? (yaml.value[section] ?? {}) : (yaml.value ?? {});
  if (!isMapping(clouds)) {
    const path = isMapping(yaml.value) ? [section] : [];
    throw new HarnessErrors('CONFIG_INVALID', [
      yaml.failure('CONFIG_INVALID', path, `This must be a mapping with the top-level key "${section}".`),
    ]);
  }
  const value = Object.hasOwn(clouds, cloud) ? clouds[cloud] : undefined;
  return value === undefined ? { yaml, known: Object.keys(clouds) } : { yaml, path: [section, cloud], value };
}

/** Merges `over` into `under`, at any depth. */
export function merged(under: Json, over: Json): Json {
  if (!isMapping(under) || !isMapping(over)) return over;
  const both = Object.entries(over).map(([key, value]): [string, Json] => {
    const below = Object.hasOwn(under, key) ? under[key] : undefined;
    return [key, below === undefined ? value : merged(below, value)];
  });
  return { ...under, ...Object.fromEntries(both) };
}
