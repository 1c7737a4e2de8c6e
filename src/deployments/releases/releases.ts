/** Locates a release's services: in Debian's packages, or in an environment made from a lock. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEBIAN, type Service } from '../../model.ts';
import { lockOf } from '../../shipped/locks.ts';
import { cachedPath } from '../machine/cache.ts';
import { digest } from '../machine/hashing.ts';
import { PYTHON } from '../machine/paths.ts';
import { pythonIn } from './fill-environment.ts';

/** Cache kind of a release's environment. */
export const environmentKind = (release: string): string => `release_${release}`;

/** A changed lock gets another environment. */
export const lockDigest = (lock: string): string => digest([readFileSync(lock, 'utf8')]);

const environmentOf = (release: string): string =>
  cachedPath(environmentKind(release), lockDigest(lockOf(release)));

/** The interpreter with a release's services. */
export const pythonOfRelease = (release: string): string =>
  release === DEBIAN ? PYTHON : pythonIn(environmentOf(release));

/** Folder of a service's packaged configuration: `api-paste.ini`, metadata definitions. */
export const packagedConfiguration = (release: string, service: Service | 'neutron' | 'cinder'): string =>
  release === DEBIAN ? `/usr/share/${service}-common` : join(environmentOf(release), 'etc', service);

/** Folder of Cinder's `resource_filters.json`, which Debian installs elsewhere. */
export const cinderFilters = (release: string): string =>
  release === DEBIAN ? '/etc/cinder' : packagedConfiguration(release, 'cinder');

/** Folder of an environment's packages. */
export function sitePackages(release: string): string {
  const lib = join(environmentOf(release), 'lib');
  const python = readdirSync(lib).find((name) => name.startsWith('python3.')) ?? 'python3';
  return join(lib, python, 'site-packages');
}

/** Versions of all packages in an environment, by name. */
export const environmentVersions = (release: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(sitePackages(release))
      .filter((name) => name.endsWith('.dist-info'))
      .sort()
      .map((name) => name.slice(0, -'.dist-info'.length).split('-') as [string, string]),
  );
