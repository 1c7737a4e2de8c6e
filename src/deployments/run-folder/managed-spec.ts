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
  /** Failure modes of ROME constructs. */
  readonly profile?: Readonly<Record<string, string>>;
  /** Paths of edited discovery copies. By default a copy is made from the installed package. */
  readonly copy?: Copies;
}

export type Copies = Readonly<Partial<Record<Service, string>>>;

export const servicesOf = ({ services }: ManagedSpec): readonly Service[] => services ?? ['glance'];

export const databaseOf = ({ database }: ManagedSpec): Database => database ?? 'sqlite';

export const redisOf = ({ redis }: ManagedSpec): RedisKind => redis ?? 'single';
