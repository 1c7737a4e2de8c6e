import type { Service } from '../../model.ts';
import type { Database } from '../databases/databases.ts';
import type { RedisKind } from '../databases/rome-store.ts';
import type { Software } from '../releases/software.ts';

/** A deployment that this tool boots. */
export interface ManagedSpec extends Software {
  readonly name: string;
  readonly backend: 'sql' | 'rome';
  /** Engine of its SQL databases. Default: SQLite, also for the databases beside ROME. */
  readonly database?: Database;
  /** What ROME keeps its rows in. Default: one Redis. */
  readonly redis?: RedisKind;
  /** Its services. Default: Glance. */
  readonly services?: readonly Service[];
  /** Names of Nova's two computes. Default: `host1` and `host2`. */
  readonly hosts?: Hosts;
  /** Files of options by component, which its service reads last. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Failure modes of ROME constructs. */
  readonly profile?: Readonly<Record<string, string>>;
  /** Paths of edited discovery copies. By default a copy is made from the installed package. */
  readonly copy?: Copies;
}

export type Hosts = readonly [string, string];

export type Copies = Readonly<Partial<Record<Service, string>>>;

export const servicesOf = ({ services }: Pick<ManagedSpec, 'services'>): readonly Service[] =>
  services ?? ['glance'];

export const databaseOf = ({ database }: Pick<ManagedSpec, 'database'>): Database => database ?? 'sqlite';

export const hostsOf = ({ hosts }: Pick<ManagedSpec, 'hosts'>): Hosts => hosts ?? ['host1', 'host2'];

export const redisOf = ({ redis }: ManagedSpec): RedisKind => redis ?? 'single';
