import type { OwnStrings } from '../../assertions/compare/text/own-strings.ts';
import { references } from '../../assertions/variables.ts';
import { type PerSide, type Scenario, SHARED_RESOURCES, type SharedResource, SIDES } from '../../model.ts';
import { rootOf } from '../../openstack/catalog.ts';
import type { Project } from '../projects/own-project.ts';
import type { Connection } from '../run/connection.ts';
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

/** Why a scenario cannot run: what a deployment lacks of what the scenario uses. Undefined if nothing is lacking. */
export function lackingFor(
  { service, steps, cleanup, needs = [] }: Pick<Scenario, 'service' | 'steps' | 'cleanup' | 'needs'>,
  connections: PerSide<Connection>,
): string | undefined {
  // A capture can have the name of a resource.
  const captured = new Set(steps.flatMap(({ capture }) => Object.keys(capture)));
  const used = new Set(references([steps, cleanup]).filter((name) => !captured.has(name)));
  const reasons = SIDES.flatMap((side) => {
    const { deployment, keystone } = connections[side];
    const absent = SHARED_RESOURCES.filter(
      (name) => used.has(name) && deployment.shared?.[name] === undefined,
    );
    const words = [...new Set(absent.map((name) => WORDS[name]))];
    if (used.has('neutron') && keystone.urls.neutron === undefined)
      words.push('network service in its catalog');
    if (needs.includes('volumes') && keystone.urls.cinder === undefined)
      words.push('volume service in its catalog');
    if (needs.includes('downloads') && deployment.caFile && keystone.urls.glance?.startsWith('https:'))
      words.push('way for Glance to trust its own URL, whose authority is named by `cacert`');
    return words.length > 0 ? [`${deployment.name} has no ${words.join(', and no ')}`] : [];
  });
  const { baseline, target } = connections;
  const names = { baseline: baseline.deployment.name, target: target.deployment.name };
  const quotas = { baseline: baseline.quotas ?? {}, target: target.quotas ?? {} };
  const other = needs.includes('quotas') ? quotaDifference(service, names, quotas) : undefined;
  return [...reasons, ...(other === undefined ? [] : [other])].join('; ') || undefined;
}

/** Shared resources whose value is a name, which answers can have anywhere. */
const NAMES = SHARED_RESOURCES.filter((name) =>
  /^(other_)?(host|node|store)$|_name$|_pool$|^(controller|zone)$/.test(name),
);

/**
 * Both deployments' own strings: with the names of shared resources, unless both sides have the same ones, and with the
 * URLs of the scenario's projects.
 */
export function ownStrings(
  { baseline, target }: PerSide<Connection>,
  projects?: PerSide<Project>,
): PerSide<OwnStrings> {
  const differing = NAMES.some(
    (name) => baseline.deployment.shared?.[name] !== target.deployment.shared?.[name],
  );
  const names = ({ deployment }: Connection): OwnStrings =>
    differing
      ? NAMES.flatMap((name) => {
          const value = deployment.shared?.[name];
          return value === undefined ? [] : [[value, `\${${name}}`] as const];
        })
      : [];
  const own = (connection: Connection, project: Project | undefined): OwnStrings => [
    ...connection.own,
    ...names(connection),
    ...(project ? projectUrls(connection, project) : []),
  ];
  return { baseline: own(baseline, projects?.baseline), target: own(target, projects?.target) };
}

/**
 * Nova's URLs for a scenario's projects. Where the catalog has the project's id, links have it, too: after the version, or
 * after the root without a version.
 */
function projectUrls({ keystone }: Connection, { id, otherId }: Project): OwnStrings {
  return [id, otherId, keystone.projectId].filter(Boolean).flatMap((project): OwnStrings => {
    const url = keystone.urlsOf(project).nova;
    if (url === undefined) return [];
    const root = rootOf(url);
    const links = url.endsWith(`/${project}`) ? [[`${root}/${project}`, '${nova}'] as const] : [];
    return [[url, '${nova}${version}'], ...links];
  });
}
