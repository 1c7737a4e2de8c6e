/** The SQL databases of a deployment: which there are, under which URLs, and how they are copied. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from '../model.ts';
import type { Part } from './parts.ts';

/** Databases of each part, by the names of their files. */
export const DATABASES: Readonly<Record<Part, readonly string[]>> = {
  keystone: ['keystone'],
  glance: ['glance'],
  placement: ['placement'],
  neutron: ['neutron'],
  cinder: ['cinder'],
  nova: ['api', 'cell0', 'cell1'],
};

/** Parts whose databases are in ROME where the backend is. */
export const ON_ROME: ReadonlySet<Part> = new Set<Service>(['glance', 'nova']);

/** URL of a part's database in the deployment's folder, as SQLAlchemy takes it. */
export const connectionOf = (folder: string, part: Part, name: string = part): string =>
  `sqlite:///${join(folder, part, `${name}.sqlite`)}`;

export async function copyDatabases(part: Part, from: string, to: string): Promise<void> {
  for (const name of DATABASES[part]) {
    await copyFile(join(from, part, `${name}.sqlite`), join(to, part, `${name}.sqlite`));
  }
}
