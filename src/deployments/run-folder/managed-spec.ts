import type { Service } from '../../model.ts';
import type { Database } from '../databases/databases.ts';
import { DEBIAN } from '../releases/releases.ts';

/** A deployment that this project boots. */
export interface ManagedSpec {
  readonly name: string;
  readonly backend: 'sql' | 'rome';
  /** Of its SQL databases; SQLite when left out, and on ROME. */
  readonly database?: Database;
  /** Release of OpenStack, or `debian` for the distribution's packages, which is also meant when it is left out. */
  readonly release?: string;
  /** What it serves; Glance alone when left out. */
  readonly services?: readonly Service[];
  /** Construct to ROME's failure mode. */
  readonly profile?: Readonly<Record<string, string>>;
  /** Paths of edited discovery copies; without one the copy is made from the installed package. */
  readonly copy?: Copies;
}

export type Copies = Readonly<Partial<Record<Service, string>>>;

export const servicesOf = ({ services }: ManagedSpec): readonly Service[] => services ?? ['glance'];

export const databaseOf = ({ database }: ManagedSpec): Database => database ?? 'sqlite';

export const releaseOf = ({ release }: ManagedSpec): string => release ?? DEBIAN;
