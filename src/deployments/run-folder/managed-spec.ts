import type { Service } from '../../model.ts';
import { newestRelease } from '../../shipped/locks.ts';
import type { Database } from '../databases/databases.ts';
import type { RedisKind } from '../databases/rome-store.ts';

/** A deployment that this tool boots. */
export interface ManagedSpec {
  readonly name: string;
  readonly backend: 'sql' | 'rome';
  /** Engine of its SQL databases. Default: SQLite, also for the databases beside ROME. */
  readonly database?: Database;
  /** What ROME keeps its rows in. Default: one Redis. */
  readonly redis?: RedisKind;
  /** Release of OpenStack, or `debian` for the distribution's packages. Default: the newest release. */
  readonly release?: string;
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

export const releaseOf = ({ release }: Pick<ManagedSpec, 'release'>): string => release ?? newestRelease();
