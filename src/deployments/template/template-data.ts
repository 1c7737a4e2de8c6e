import type { SharedResources } from '../../model.ts';

export interface Passwords {
  readonly admin: string;
  readonly service: string;
}

export interface Template {
  /** Contains a folder for each component. */
  readonly folder: string;
  /** Redis dump of the services' data; only for ROME on a single Redis. */
  readonly dump?: string;
  /** Set only with Nova. */
  readonly shared?: SharedResources;
  readonly passwords: Passwords;
  /** Digest of the ROME that the template is for. */
  readonly romeKey: string;
}
