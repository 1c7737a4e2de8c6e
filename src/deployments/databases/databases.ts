/** The SQL databases of a deployment: which there are, under which URLs, and how they are copied. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from '../../model.ts';
import type { Component } from '../services/components.ts';
import { socketOf } from './mariadb.ts';
import { copyData } from './mariadb-data.ts';

/** What keeps them: a file each, or a server of the deployment's own. */
export type Database = 'sqlite' | 'mariadb';

/** Databases of each component, by the names of their files. */
const DATABASES: Readonly<Record<Component, readonly string[]>> = {
  keystone: ['keystone'],
  glance: ['glance'],
  placement: ['placement'],
  neutron: ['neutron'],
  cinder: ['cinder'],
  nova: ['api', 'cell0', 'cell1'],
};

/** Parts whose databases are in ROME where the backend is. */
export const ON_ROME: ReadonlySet<Component> = new Set<Service>(['glance', 'nova']);

/** URL of a component's database in the deployment's folder, as SQLAlchemy takes it. */
export function connectionOf(
  { database, folder }: { readonly database: Database; readonly folder: string },
  component: Component,
  name: string = component,
): string {
  switch (database) {
    case 'sqlite':
      return `sqlite:///${join(folder, component, `${name}.sqlite`)}`;
    case 'mariadb':
      return `mysql+pymysql://root@localhost/${schemaOf(component, name)}?unix_socket=${socketOf(folder)}`;
  }
}

/** Names of the components' databases within one server: those of Nova are recognised by its name. */
export const schemasOf = (components: readonly Component[]): readonly string[] =>
  components.flatMap((component) => DATABASES[component].map((name) => schemaOf(component, name)));

const schemaOf = (component: Component, name: string): string =>
  name === component ? name : `${component}_${name}`;

/** Copies the components' databases; all of them for MariaDB, whose server must not run. */
export async function copyDatabases(
  database: Database,
  components: readonly Component[],
  from: string,
  to: string,
): Promise<void> {
  switch (database) {
    case 'sqlite':
      for (const component of components) {
        for (const name of DATABASES[component]) {
          await copyFile(join(from, component, `${name}.sqlite`), join(to, component, `${name}.sqlite`));
        }
      }
      return;
    case 'mariadb':
      return copyData(from, to);
  }
}
