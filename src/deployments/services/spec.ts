import { readFile } from 'node:fs/promises';
import { HarnessError, messageOf } from '../../errors.ts';
import { SERVICES, type Service } from '../../model.ts';
import { contentDigest, digest } from '../machine/hashing.ts';
import { needsOf, packageVersions } from '../machine/packages.ts';
import { PYTHON_FOLDER } from '../machine/paths.ts';
import { databaseOf, type ManagedSpec, releaseOf } from '../run-folder/managed-spec.ts';

/**
 * Digest of everything that decides what a deployment answers: a kept one with another digest is out of date.
 * Rejects with COPY_FAILED when the spec names a copy that cannot be read.
 */
export async function specDigest(spec: ManagedSpec): Promise<string> {
  return digest([
    spec.backend,
    databaseOf(spec),
    Object.entries(spec.profile ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    await readCopies(spec),
    contentDigest([PYTHON_FOLDER]),
    releaseOf(spec),
    await packageVersions(needsOf(spec), releaseOf(spec)),
  ]);
}

/** Service, path and text of each edited copy. Rejects with COPY_FAILED when one cannot be read. */
export const readCopies = (spec: ManagedSpec) =>
  Promise.all(
    SERVICES.flatMap((service) => {
      const file = spec.copy?.[service];
      return file ? [readCopy(service, file).then((text) => [service, file, text])] : [];
    }),
  );

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
