export interface Passwords {
  readonly admin: string;
  readonly service: string;
}

export interface Template {
  /** Folder with a folder for each component. */
  readonly folder: string;
  /** What the services have in Redis; on ROME only. */
  readonly dump?: string;
  /** Ids of what a deployment with Nova has from the start. */
  readonly shared?: Readonly<Record<string, string>>;
  readonly passwords: Passwords;
  /** Digest of the ROME that it is for. */
  readonly romeKey: string;
}
