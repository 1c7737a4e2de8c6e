/** Lists of what runs create, with the members that removing needs. `npm run schemas` makes their schema. */
export interface SweptLists {
  readonly projects: readonly Named[];
  readonly users: readonly Named[];
  readonly role_assignments: readonly { readonly user?: { readonly id: string; readonly name: string } }[];
  readonly servers: readonly Named[];
  readonly server_groups: readonly (Named & { readonly project_id: string })[];
  readonly keypairs: readonly { readonly keypair: { readonly name: string } }[];
  readonly snapshots: readonly Named[];
  readonly volumes: readonly Named[];
  readonly images: readonly (Named & { readonly protected: boolean })[];
  readonly namespaces: readonly {
    readonly namespace: string;
    readonly owner: string;
    readonly protected: boolean;
  }[];
  readonly flavors: readonly Named[];
  readonly aggregates: readonly {
    readonly id: number;
    readonly name: string;
    readonly hosts: readonly string[];
  }[];
  readonly floatingips: readonly { readonly id: string; readonly floating_ip_address: string }[];
  readonly ports: readonly Named[];
  readonly networks: readonly Named[];
  readonly security_groups: readonly Named[];
}

interface Named {
  readonly id: string;
  readonly name?: string | null;
}
