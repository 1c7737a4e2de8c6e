import type { Survey } from './trace.ts';

export interface Credentials {
  readonly username: string;
  /** Of the user; the secret of an application credential. */
  readonly password: string;
  readonly userDomain: string;
  readonly project: string;
  readonly projectDomain: string;
  /** Ids that take the place of names. */
  readonly ids?: {
    readonly user?: string;
    readonly userDomain?: string;
    readonly project?: string;
    readonly projectDomain?: string;
  };
  /** It belongs to a project, so none is named. */
  readonly applicationCredential?: { readonly id: string } | { readonly name: string };
}

export interface Deployment {
  readonly name: string;
  readonly managed: boolean;
  /** It ends with the run, and with it all that was made on it. */
  readonly disposable: boolean;
  readonly backend: 'sql' | 'rome' | 'unknown';
  /** Of OpenStack, `zed` or `2025.1`; Zed when it is not known. */
  readonly release?: string;
  /** Keystone's v3 URL. */
  readonly authUrl: string;
  readonly credentials: Credentials;
  readonly region?: string;
  readonly interface: 'public' | 'internal' | 'admin';
  /** Path of a CA bundle to trust besides the system's. */
  readonly caFile?: string;
  /** Path of a client certificate as PEM, and of its key where that is another file. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Folders of this deployment that show in its answers (`file:///…` locations). */
  readonly folders: readonly string[];
  /** Path of the JSONL file that the probe writes; absent without a probe. */
  readonly probe?: string;
  /** Paths of its services' logs: what they say of failing requests, and refusals where there is no probe. */
  readonly logs?: readonly string[];
  /**
   * Paths of the discovery copies in use, of the modules they were made from, and of the copies as they were before anybody
   * edited them.
   */
  readonly copies?: readonly {
    readonly file: string;
    readonly original: string;
    readonly pristine?: string;
  }[];
  /** Constructs of the deployment's ROME, each tested in isolation. */
  readonly survey?: Survey;
  /** Folder of ready-made projects; of managed deployments alone. */
  readonly pool?: string;
  /** Ids of what the scenarios share, by variable: `image`, `flavor`, `other_flavor`, `network`. */
  readonly shared?: Readonly<Record<string, string>>;
}
