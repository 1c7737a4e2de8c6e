/** The SQL databases of a deployment: which there are, under which URLs, and how they are copied. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from '../../model.ts';
import type { Part } from '../services/components.ts';
import { socketOf } from './mariadb.ts';
import { copyData } from './mariadb-data.ts';

/** What keeps them: a file each, or a server of the deployment's own. */
export type Database = 'sqlite' | 'mariadb';

/** Databases of each part, by the names of their files. */
const DATABASES: Readonly<Record<Part, readonly string[]>> = {
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
export function connectionOf(
  { database, folder }: { readonly database: Database; readonly folder: string },
  part: Part,
  name: string = part,
): string {
  switch (database) {
    case 'sqlite':
      return `sqlite:///${join(folder, part, `${name}.sqlite`)}`;
    case 'mariadb':
      return `mysql+pymysql://root@localhost/${schemaOf(part, name)}?unix_socket=${socketOf(folder)}`;
  }
}

/** Names of the parts' databases within one server: those of Nova are told apart by its name. */
export const schemasOf = (parts: readonly Part[]): readonly string[] =>
  parts.flatMap((part) => DATABASES[part].map((name) => schemaOf(part, name)));

const schemaOf = (part: Part, name: string): string => (name === part ? name : `${part}_${name}`);

/** Copies the parts' databases; all of them for MariaDB, whose server must not run. */
export async function copyDatabases(
  database: Database,
  parts: readonly Part[],
  from: string,
  to: string,
): Promise<void> {
  switch (database) {
    case 'sqlite':
      for (const part of parts) {
        for (const name of DATABASES[part]) {
          await copyFile(join(from, part, `${name}.sqlite`), join(to, part, `${name}.sqlite`));
        }
      }
      return;
    case 'mariadb':
      return copyData(from, to);
  }
}
