import type { Service } from './basics.ts';
import type { Survey } from './trace.ts';

export interface Credentials {
  readonly username: string;
  /** The user's password, or the application credential's secret. */
  readonly password: string;
  readonly userDomain: string;
  readonly project: string;
  readonly projectDomain: string;
  /** Ids to use instead of names. */
  readonly ids?: {
    readonly user?: string;
    readonly userDomain?: string;
    readonly project?: string;
    readonly projectDomain?: string;
  };
  /** Belongs to a project, so none is named. */
  readonly applicationCredential?: { readonly id: string } | { readonly name: string };
}

/** A database of a managed deployment, for repeating statements on it. */
export interface DeploymentDatabase {
  readonly service: Service;
  /** Models of its tables: `glance`, `nova_api` or `nova`. */
  readonly models: string;
  /** Path of an SQLite file, or URL of a store in ROME's format. */
  readonly at: string;
}

export interface Deployment {
  readonly name: string;
  readonly managed: boolean;
  /** Whether it is removed after the run, with everything created on it. */
  readonly disposable: boolean;
  /** Whether nobody else uses it, so that scenarios may change its hosts, default quotas and image cache. */
  readonly dedicated?: boolean;
  readonly backend: 'sql' | 'rome' | 'unknown';
  /** Release of OpenStack, `zed` or `2025.1`; Zed if unknown. */
  readonly release?: string;
  /** Keystone's v3 URL. */
  readonly authUrl: string;
  readonly credentials: Credentials;
  readonly region?: string;
  readonly interface: 'public' | 'internal' | 'admin';
  /** Path of a CA bundle to trust in addition to the system's. */
  readonly caFile?: string;
  /** Path of a client certificate as PEM, and of its key if in another file. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Folders of this deployment that appear in its answers (`file:///…` locations). */
  readonly folders: readonly string[];
  /** Path of the JSONL file that the probe writes; absent without a probe. */
  readonly probe?: string;
  /** Paths of its services' logs: messages about failing requests and, without a probe, refusals. */
  readonly logs?: readonly string[];
  /** Paths of the discovery copies in use, of the modules that they were made from, and of the unedited copies. */
  readonly copies?: readonly {
    readonly file: string;
    readonly original: string;
    readonly pristine?: string;
  }[];
  /** Constructs of the deployment's ROME, each tested in isolation. */
  readonly survey?: Survey;
  /** Managed deployments only: the services' databases in SQLite or ROME, and the Python that has their models. */
  readonly databases?: readonly DeploymentDatabase[];
  readonly python?: string;
  /** Failure modes of its ROME by construct. */
  readonly profile?: Readonly<Record<string, string>>;
  /** Folder of ready-made projects; managed deployments only. */
  readonly pool?: string;
  /** What it has from the start and all scenarios share. */
  readonly shared?: SharedResources;
}

/** Resources of a deployment that scenarios use, each a variable of theirs. */
export const SHARED_RESOURCES = [
  'image',
  'flavor',
  'other_flavor',
  'network',
  'flavor_name',
  'other_flavor_name',
  'network_name',
  // The first three numbers of addresses at the end of the network.
  'subnet',
  // The external network that floating addresses come from, by name.
  'floating_pool',
  // Hosts of two computes, names of their hypervisors, their availability zone, and the host of the scheduler.
  'host',
  'other_host',
  'node',
  'other_node',
  'zone',
  'controller',
  // Ids of two stores of Glance, the default one first.
  'store',
  'other_store',
] as const;
export type SharedResource = (typeof SHARED_RESOURCES)[number];

/** Ids and names of a deployment's shared resources. What it lacks is absent. */
export type SharedResources = Readonly<Partial<Record<SharedResource, string>>>;
