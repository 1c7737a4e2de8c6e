import { references } from '../../assertions/variables.ts';
import { type PerSide, type Scenario, SHARED_RESOURCES, type SharedResource, SIDES } from '../../model.ts';
import { rootOf } from '../../openstack/catalog.ts';
import { NotPrepared } from '../projects/scenario-projects.ts';
import type { Connection } from '../run/connection.ts';
import type { Offered } from './choose-resources.ts';
import { quotaDifference } from './quotas.ts';

const WORDS: Readonly<Record<SharedResource, string>> = {
  image: 'active public image',
  flavor: 'public flavor',
  other_flavor: 'second public flavor',
  network: 'shared network with a subnet',
  flavor_name: 'public flavor',
  other_flavor_name: 'second public flavor',
  network_name: 'shared network with a subnet',
  subnet: 'shared network with a subnet of 256 IPv4 addresses',
  floating_pool: 'external network with a subnet',
  host: 'compute that is enabled and up',
  other_host: 'second compute that is enabled and up',
  node: 'hypervisor on its first compute',
  other_node: 'hypervisor on its second compute',
  controller: 'scheduler',
  store: 'default store',
  other_store: 'second store that can be written',
  zone: 'compute that is enabled and up',
};

/** The lists that a shared resource is found in. */
const LISTS: Readonly<Record<SharedResource, readonly (keyof Offered)[]>> = {
  ...{ image: ['images'], flavor: ['flavors'], other_flavor: ['flavors'] },
  ...{ flavor_name: ['flavors'], other_flavor_name: ['flavors'] },
  ...{ network: ['networks'], network_name: ['networks'], floating_pool: ['networks'] },
  ...{ subnet: ['networks', 'subnets'], host: ['services'], other_host: ['services'] },
  ...{ controller: ['services'], zone: ['services'] },
  ...{ node: ['services', 'hypervisors'], other_node: ['services', 'hypervisors'] },
  ...{ store: ['stores'], other_store: ['stores'] },
};

type Needing = Pick<Scenario, 'service' | 'steps' | 'cleanup' | 'needs'>;

/** Shared resources that a scenario uses. A capture can have the name of one. */
function usedNames({ steps, cleanup }: Needing): ReadonlySet<string> {
  const captured = new Set(steps.flatMap(({ capture }) => Object.keys(capture)));
  return new Set(references([steps, cleanup]).filter((name) => !captured.has(name)));
}

const absentNames = (used: ReadonlySet<string>, { deployment }: Connection): readonly SharedResource[] =>
  SHARED_RESOURCES.filter((name) => used.has(name) && deployment.shared?.[name] === undefined);

/**
 * Demands that all lists were read in which a scenario's resources are found, and the quotas if it needs them.
 * @throws NotPrepared
 */
export function demandLists(scenario: Needing, connections: PerSide<Connection>): void {
  const used = usedNames(scenario);
  const failures = SIDES.flatMap((side) => {
    const { unread = {} } = connections[side];
    const lists = absentNames(used, connections[side]).flatMap((name) =>
      LISTS[name].map((list) => unread[list]),
    );
    const { needs = [] } = scenario;
    const all = new Set([...lists, needs.includes('quotas') ? unread.quotas : undefined]);
    return [...all].flatMap((failure) => (failure === undefined ? [] : [{ ...failure, side }]));
  });
  if (failures.length > 0) throw new NotPrepared(failures);
}

/**
 * Why a scenario cannot run: what a deployment lacks of what the scenario uses. Undefined if nothing is lacking, as far as
 * the lists could be read.
 */
export function lackingFor(scenario: Needing, connections: PerSide<Connection>): string | undefined {
  const { service, needs = [] } = scenario;
  const used = usedNames(scenario);
  const [ofBaseline = [], ofTarget = []] = SIDES.map((side) => {
    const { deployment, keystone, unread = {} } = connections[side];
    const absent = absentNames(used, connections[side]).filter((name) =>
      LISTS[name].every((list) => unread[list] === undefined),
    );
    const words = [...new Set(absent.map((name) => WORDS[name]))];
    if (used.has('neutron') && keystone.urls.neutron === undefined)
      words.push('network service in its catalog');
    if (needs.includes('volumes') && keystone.urls.cinder === undefined)
      words.push('volume service in its catalog');
    if (needs.includes('downloads') && deployment.caFile && keystone.urls.glance?.startsWith('https:'))
      words.push('way for Glance to trust its own URL, whose authority is named by `cacert`');
    const url = keystone.urls[service];
    if (needs.includes('root_url') && url !== undefined && new URL(rootOf(url)).pathname !== '/')
      words.push(`host or port for ${service} alone: its URL has a path`);
    if (needs.includes('exact_values') && connections[side].hasExactValues === false)
      words.push('database that distinguishes case, trailing spaces and parts of a second');
    const shared =
      needs.includes('dedicated') && !deployment.managed && !deployment.dedicated
        ? ['may have other users, whose hosts, quotas or cached images it would change']
        : [];
    return [...(words.length > 0 ? [`has no ${words.join(', and no ')}`] : []), ...shared];
  });
  const { baseline, target } = connections;
  const names = { baseline: baseline.deployment.name, target: target.deployment.name };
  const quotas = { baseline: baseline.quotas ?? {}, target: target.quotas ?? {} };
  const reasons = [
    ...ofBaseline.map((reason) =>
      ofTarget.includes(reason)
        ? `${names.baseline} and ${names.target} ${reason.replace(/^has /, 'have ')}`
        : `${names.baseline} ${reason}`,
    ),
    ...ofTarget.filter((reason) => !ofBaseline.includes(reason)).map((reason) => `${names.target} ${reason}`),
  ];
  const areQuotasRead = !baseline.unread?.quotas && !target.unread?.quotas;
  const other =
    needs.includes('quotas') && areQuotasRead ? quotaDifference(service, names, quotas) : undefined;
  return [...reasons, ...(other === undefined ? [] : [other])].join('; ') || undefined;
}
