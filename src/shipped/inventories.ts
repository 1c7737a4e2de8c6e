import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { type Inventories, type Inventory, SERVICES, type Service, ZED } from '../model.ts';
import { lockOf, newestRelease } from './locks.ts';
import { PACKAGE_ROOT } from './paths.ts';

/** Versions that Debian 12 packages. Locks pin the versions of other releases. */
const DEBIAN_VERSIONS: Readonly<Record<Service, string>> = { glance: '25.1.0', nova: '26.2.2' };

/** The inventory of each service in an OpenStack release. @throws HarnessError INTERNAL if there is none */
export const inventories = (release: string = newestRelease()): Inventories =>
  Object.fromEntries(
    SERVICES.map((service) => [service, read(service, versionIn(release, service))]),
  ) as Record<Service, Inventory>;

/** The inventory of a service's version; Zed's if that version is unknown. */
export const inventoryOf = (service: Service, version: string | undefined): Inventory =>
  version !== undefined && existsSync(fileOf(service, version))
    ? read(service, version)
    : read(service, DEBIAN_VERSIONS[service]);

function versionIn(release: string, service: Service): string {
  if (release === ZED) return DEBIAN_VERSIONS[service];
  const lock = readFileSync(lockOf(release), 'utf8');
  const [, version] = new RegExp(`^${service}==(\\S+)`, 'm').exec(lock) ?? [];
  if (version) return version;
  throw new HarnessError('INTERNAL', `The lock of ${release} has no ${service}`);
}

const fileOf = (service: Service, version: string): string =>
  join(PACKAGE_ROOT, 'inventory', `${service}-${version}.json`);

const read = (service: Service, version: string): Inventory =>
  JSON.parse(readFileSync(fileOf(service, version), 'utf8')) as Inventory;
