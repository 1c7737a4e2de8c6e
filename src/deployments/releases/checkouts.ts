/**
 * Services that run from checkouts: an environment whose packages are those of a release, with the checkouts before them
 * on the path. Dependencies and entry points are the release's.
 */
import { existsSync, realpathSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { DEBIAN } from '../../model.ts';
import { cached, cachedPath } from '../machine/cache.ts';
import { contentDigest, digest } from '../machine/hashing.ts';
import { pythonIn } from './fill-environment.ts';
import { pythonOfRelease, sitePackages } from './releases.ts';
import { releaseOf, type Software, type Sources } from './software.ts';

const KIND = 'source';

/** Path of a component's checkout; undefined if the component runs from the release. */
export const checkoutOf = ({ source }: Software, component: keyof Sources): string | undefined => {
  const folder = source?.[component];
  return folder === undefined ? undefined : resolve(folder);
};

/** Path of each component's Python package in its checkout. */
const packagesIn = ({ source = {} }: Software): readonly string[] =>
  Object.entries(source).map(([component, folder]) => join(resolve(folder), component));

/** @throws HarnessError CONFIG_INVALID if a checkout does not contain its component's package */
export function demandCheckouts(software: Software): void {
  for (const folder of packagesIn(software))
    if (!existsSync(join(folder, '__init__.py')))
      throw new HarnessError('CONFIG_INVALID', `${dirname(folder)} is no checkout of ${basename(folder)}`, {
        fix: `"source" names the folder that contains ${basename(folder)}/__init__.py.`,
      });
}

/** Digest of the code in all checkouts, which decides answers. */
export const checkoutDigest = (software: Software): string => contentDigest(packagesIn(software));

/** Digest of the code in all checkouts that decides the initial state: models and migrations. */
export const schemaDigest = (software: Software): string =>
  contentDigest(
    packagesIn(software)
      .map((folder) => join(folder, 'db'))
      .filter(existsSync),
  );

/** The interpreter of a deployment's services. */
export const pythonOf = (software: Software): string =>
  software.source === undefined
    ? pythonOfRelease(releaseOf(software))
    : pythonIn(cachedPath(KIND, keyOf(software)));

const keyOf = (software: Software): string =>
  digest([pythonOfRelease(releaseOf(software)), [...packagesIn(software)].sort()]);

/** Creates the environment of the checkouts, if there are any. The release's own must exist. */
export async function prepareCheckouts(software: Software): Promise<void> {
  if (software.source === undefined) return;
  const release = releaseOf(software);
  await cached(KIND, keyOf(software), async (folder) => {
    const python = realpathSync(pythonOfRelease(release));
    const packages = join(folder, 'lib', basename(python), 'site-packages');
    await mkdir(packages, { recursive: true });
    await mkdir(join(folder, 'bin'));
    await symlink(python, pythonIn(folder));
    const system = `include-system-site-packages = ${release === DEBIAN}`;
    await writeFile(join(folder, 'pyvenv.cfg'), `home = ${dirname(python)}\n${system}\n`);
    // Python adds these lines to its path in this order.
    const path = packagesIn(software).map(dirname);
    if (release !== DEBIAN) path.push(sitePackages(release));
    // PYTHONPATH, with this project's ROME, comes before them. Python executes a line that begins with `import`.
    const rome = checkoutOf(software, 'rome');
    if (rome !== undefined) path.push(`import sys; sys.path.insert(0, ${JSON.stringify(rome)})`);
    await writeFile(join(packages, 'checkouts.pth'), `${path.join('\n')}\n`);
  });
}
