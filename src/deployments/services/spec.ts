import { readFile } from 'node:fs/promises';
import { HarnessError, messageOf } from '../../errors.ts';
import { SERVICES, type Service } from '../../model.ts';
import { contentDigest, digest } from '../machine/hashing.ts';
import { needsOf, packageVersions } from '../machine/packages.ts';
import { PYTHON_FOLDER } from '../machine/paths.ts';
import { checkoutDigest } from '../releases/checkouts.ts';
import { releaseOf } from '../releases/software.ts';
import { databaseOf, hostsOf, type ManagedSpec, redisOf } from '../run-folder/managed-spec.ts';
import { COMPONENTS } from './components.ts';

/**
 * Digest of everything that decides a deployment's answers. A persistent deployment with another digest is out of date.
 * @throws HarnessError COPY_FAILED if the spec names an unreadable copy
 */
export async function specDigest(spec: ManagedSpec): Promise<string> {
  return digest([
    spec.backend,
    databaseOf(spec),
    redisOf(spec),
    Object.entries(spec.profile ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    await readCopies(spec),
    hostsOf(spec),
    await readSettings(spec),
    contentDigest([PYTHON_FOLDER]),
    releaseOf(spec),
    await packageVersions(needsOf(spec), releaseOf(spec)),
    Object.entries(spec.source ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    checkoutDigest(spec),
  ]);
}

/** Service, path and text of each edited copy. @throws HarnessError COPY_FAILED if one is unreadable */
export const readCopies = (spec: ManagedSpec) =>
  Promise.all(
    SERVICES.flatMap((service) => {
      const file = spec.copy?.[service];
      return file ? [readCopy(service, file).then((text) => [service, file, text])] : [];
    }),
  );

/** Component and text of each file of options. @throws HarnessError CONFIG_INVALID if one is unreadable */
export const readSettings = ({ settings = {} }: Pick<ManagedSpec, 'settings'>) =>
  Promise.all(
    COMPONENTS.flatMap((component) => {
      const file = settings[component];
      return file ? [readOptions(file).then((text) => [component, text] as const)] : [];
    }),
  );

async function readOptions(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new HarnessError('CONFIG_INVALID', `Cannot read the settings: ${messageOf(error)}`, {
      fix: 'Fix the path under `settings:` in run-scenarios.yaml, or remove it.',
      cause: error,
    });
  }
}

async function readCopy(service: Service, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new HarnessError('COPY_FAILED', `Cannot read the discovery copy: ${messageOf(error)}`, {
      fix: `Make one with \`run-scenarios copy ${service}\`, or remove \`copy\` from run-scenarios.yaml.`,
      cause: error,
    });
  }
}
