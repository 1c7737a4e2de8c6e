/** Lists of what runs create, with the members that removing needs. `npm run schemas` makes their schema. */
export interface SweptLists {
  readonly projects: readonly Named[];
  readonly users: readonly Named[];
  readonly role_assignments: readonly { readonly user?: { readonly id: string; readonly name: string } }[];
  readonly servers: readonly (Named & { readonly tenant_id: string })[];
  readonly server_groups: readonly (Named & { readonly project_id: string })[];
  readonly keypairs: readonly { readonly keypair: { readonly name: string } }[];
  readonly snapshots: readonly (Named & { readonly 'os-extended-snapshot-attributes:project_id': string })[];
  readonly volumes: readonly (Named & { readonly 'os-vol-tenant-attr:tenant_id': string })[];
  readonly floatingips: readonly OfNeutron[];
  readonly ports: readonly OfNeutron[];
  readonly networks: readonly OfNeutron[];
  readonly security_groups: readonly OfNeutron[];
  readonly images: readonly (Named & { readonly owner: string | null; readonly protected: boolean })[];
  readonly namespaces: readonly {
    readonly namespace: string;
    readonly owner: string | null;
    readonly protected: boolean;
  }[];
  readonly flavors: readonly Named[];
  readonly aggregates: readonly {
    readonly id: number;
    readonly name: string;
    readonly hosts: readonly string[];
  }[];
}

interface Named {
  readonly id: string;
  readonly name?: string | null;
}

interface OfNeutron extends Named {
  readonly project_id: string;
  readonly floating_ip_address?: string;
}
