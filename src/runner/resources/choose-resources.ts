import type { SharedResources } from '../../model.ts';

/**
 * What a deployment lists, with the members that decide. `npm run schemas` generates schemas/resource-lists.schema.json
 * from it.
 */
export interface Offered {
  readonly images: readonly { readonly id: string }[];
  readonly flavors: readonly {
    readonly id: string;
    readonly name: string;
    readonly ram: number;
    readonly vcpus: number;
    readonly disk: number;
    readonly 'os-flavor-access:is_public'?: boolean;
    readonly 'OS-FLV-DISABLED:disabled'?: boolean;
  }[];
  readonly networks: readonly {
    readonly id: string;
    readonly name: string;
    readonly shared?: boolean;
    readonly 'router:external'?: boolean;
    readonly subnets: readonly string[];
  }[];
  readonly subnets: readonly {
    readonly network_id: string;
    /** Such as `10.9.0.0/16`. */
    readonly cidr: string;
  }[];
  readonly stores: readonly {
    readonly id: string;
    readonly default?: unknown;
    readonly 'read-only'?: unknown;
  }[];
  readonly services: readonly {
    readonly binary: string;
    readonly host: string;
    readonly zone: string;
    readonly status: string;
    readonly state: string;
  }[];
  readonly hypervisors: readonly {
    readonly hypervisor_hostname: string;
    readonly service: { readonly host: string };
  }[];
}

/** Chooses the smallest of each kind, in an order that does not change between runs. @param named chosen already */
export function chosenResources(offered: Offered, named: SharedResources = {}): SharedResources {
  const flavors = [...offered.flavors]
    .filter((each) => each['os-flavor-access:is_public'] !== false && !each['OS-FLV-DISABLED:disabled'])
    .sort((a, b) => a.ram - b.ram || a.vcpus - b.vcpus || a.disk - b.disk || order(a.id, b.id));
  const flavor = called(offered.flavors, named.flavor) ?? flavors.find(({ id }) => id !== named.other_flavor);
  const other = called(offered.flavors, named.other_flavor) ?? flavors.find(({ id }) => id !== flavor?.id);
  const networks = [...offered.networks]
    .filter(({ subnets }) => subnets.length > 0)
    .sort((a, b) => order(a.name, b.name) || order(a.id, b.id));
  const network =
    called(offered.networks, named.network) ??
    networks.find((each) => each.shared && !each['router:external']);
  const computes = offered.services
    .filter(
      ({ binary, status, state }) => binary === 'nova-compute' && status === 'enabled' && state === 'up',
    )
    .map(({ host }) => host)
    .sort(order);
  const host = named.host ?? computes.find((each) => each !== named.other_host);
  const other_host = named.other_host ?? computes.find((each) => each !== host);
  const nodeOf = (name: string | undefined) =>
    offered.hypervisors.find(({ service }) => service.host === name)?.hypervisor_hostname;
  const stores = offered.stores.filter((each) => !each['read-only']);
  const store = named.store ?? stores.find((each) => each.default)?.id;
  const found: Readonly<Record<keyof SharedResources, string | undefined>> = {
    image: offered.images[0]?.id,
    flavor: flavor?.id,
    flavor_name: flavor?.name,
    other_flavor: other?.id,
    other_flavor_name: other?.name,
    network: network?.id,
    network_name: network?.name,
    subnet: offered.subnets.flatMap((each) =>
      each.network_id === network?.id ? lastAddresses(each.cidr) : [],
    )[0],
    floating_pool: networks.find((each) => each['router:external'])?.name,
    store,
    other_store: named.other_store ?? stores.find(({ id }) => id !== store)?.id,
    host,
    other_host,
    node: nodeOf(host),
    other_node: nodeOf(other_host),
    controller: offered.services.find(({ binary }) => binary === 'nova-scheduler')?.host,
    zone: offered.services.find((each) => each.binary === 'nova-compute' && each.host === host)?.zone,
  };
  const known = Object.entries(found).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(known), ...named };
}

/** The first three numbers of the last 256 addresses of a subnet of IPv4; none if it has fewer. */
function lastAddresses(cidr: string): readonly string[] {
  const [, one, two, three, bits] = (/^(\d+)\.(\d+)\.(\d+)\.\d+\/(\d+)$/.exec(cidr) ?? []).map(Number);
  if (bits === undefined || bits > 24) return [];
  const last =
    ((((one as number) * 256 + (two as number)) * 256 + (three as number)) | (2 ** (24 - bits) - 1)) >>> 0;
  return [[last >>> 16, (last >>> 8) & 255, last & 255].join('.')];
}

const called = <Resource extends { readonly id: string }>(
  all: readonly Resource[],
  id: string | undefined,
): Resource | undefined => all.find((each) => each.id === id);

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
