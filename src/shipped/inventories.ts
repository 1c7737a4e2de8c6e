import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import type { Inventories, Inventory, Service } from '../model.ts';
import { SERVICES } from '../model.ts';
import { PACKAGE_ROOT } from './paths.ts';

/** The newest inventory of each service. */
export const inventories = (): Inventories =>
  Object.fromEntries(SERVICES.map((service) => [service, newest(service)])) as Record<Service, Inventory>;

function newest(service: Service): Inventory {
  const folder = join(PACKAGE_ROOT, 'inventory');
  const [file] = readdirSync(folder)
    .filter((name) => new RegExp(`^${service}-\\d`).test(name))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  if (!file) throw new HarnessError('INTERNAL', `There is no inventory of ${service} in ${folder}`);
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Inventory;
}
