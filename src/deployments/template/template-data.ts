export interface Passwords {
  readonly admin: string;
  readonly service: string;
}

/** Ids of what a deployment with Nova has from the start, by the names of the scenarios' variables. */
export type SharedIds = Readonly<Record<string, string>>;

export interface Template {
  /** Folder with a folder for each component. */
  readonly folder: string;
  /** What the services have in Redis; on ROME only. */
  readonly dump?: string;
  /** With Nova only. */
  readonly shared?: SharedIds;
  readonly passwords: Passwords;
  /** Digest of the ROME that it is for. */
  readonly romeKey: string;
}
