/** The SQL databases of a deployment: names, URLs and copies. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeploymentDatabase, Service } from '../../model.ts';
import type { Component } from '../services/components.ts';
import { socketOf } from './mariadb.ts';
import { copyData } from './mariadb-data.ts';

/** The database engine: SQLite files, or a MariaDB server that the deployment owns. */
export type Database = 'sqlite' | 'mariadb';

/** File names of each component's databases. */
const DATABASES: Readonly<Record<Component, readonly string[]>> = {
  keystone: ['keystone'],
  glance: ['glance'],
  placement: ['placement'],
  neutron: ['neutron'],
  cinder: ['cinder'],
  nova: ['api', 'cell0', 'cell1'],
};

/** Components that use ROME instead of SQL if the backend is ROME. */
export const ON_ROME: ReadonlySet<Component> = new Set<Service>(['glance', 'nova']);

/** SQLAlchemy URL of a component's database in a deployment's folder. */
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

/** The databases of a service: names, models of their tables, SQLite files, and namespaces on ROME. */
const OF_SERVICE: Readonly<Record<Service, readonly { name: string; models: string; namespace: string }[]>> =
  {
    glance: [{ name: 'glance', models: 'glance', namespace: 'glance' }],
    nova: [
      { name: 'api', models: 'nova_api', namespace: 'nova_api' },
      { name: 'cell1', models: 'nova', namespace: 'nova_cell1' },
      { name: 'cell0', models: 'nova', namespace: 'nova_cell0' },
    ],
  };

/** The services' databases in SQLite files or, if a ROME's URL is given, in its store. */
export const databasesOf = (
  folder: string,
  services: readonly Service[],
  romeUrl?: (namespace: string) => string,
): readonly DeploymentDatabase[] =>
  services.flatMap((service) =>
    OF_SERVICE[service].map(({ name, models, namespace }) => ({
      service,
      models,
      at: romeUrl ? romeUrl(namespace) : join(folder, service, `${name}.sqlite`),
    })),
  );

/** Names of the components' databases in one server. Nova's have its name as prefix. */
export const schemasOf = (components: readonly Component[]): readonly string[] =>
  components.flatMap((component) => DATABASES[component].map((name) => schemaOf(component, name)));

const schemaOf = (component: Component, name: string): string =>
  name === component ? name : `${component}_${name}`;

/** Copies the components' databases. For MariaDB, copies all of them; its server must be stopped. */
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
