import type { ServiceUrls } from '../../openstack/catalog.ts';
import { type Leftover, remove, send } from './leftover.ts';
import type { SweptLists } from './lists.ts';

/** Lists of things that belong to a project. */
type OwnedList = 'servers' | 'snapshots' | 'volumes' | 'images' | NeutronList;
type NeutronList = 'floatingips' | 'ports' | 'networks' | 'security_groups';

/** A kind of things in projects, in the order of removal. */
export interface OwnedKind<List extends OwnedList = OwnedList> {
  readonly list: List;
  readonly service: keyof ServiceUrls;
  /** Path and query of the list of a project's things. */
  readonly of: (project: string) => string;
  /** The owner in the answer: a service may ignore the query. */
  readonly owner: (each: SweptLists[List][number]) => string | null;
  /** @param root the service's URL */
  readonly leftover: (each: SweptLists[List][number], root: string) => Leftover;
}

const kind = <List extends OwnedList>(of: OwnedKind<List>): OwnedKind => of as unknown as OwnedKind;

const ofNeutron = (list: NeutronList, what: string, path: string = list): OwnedKind =>
  kind({
    list,
    service: 'neutron',
    of: (project) => `/v2.0/${path}?project_id=${project}`,
    owner: ({ project_id }) => project_id,
    leftover: ({ id, name, floating_ip_address }, root) => ({
      ...{ what, name: floating_ip_address || name || id },
      requests: [remove(`${root}/v2.0/${path}/${encodeURIComponent(id)}`)],
      // Nova deletes the ports of a server with it.
      isPart: list === 'ports',
    }),
  });

const images = (query: string): OwnedKind =>
  kind({
    list: 'images',
    service: 'glance',
    of: (project) => `/v2/images?visibility=all&${query}owner=${project}`,
    owner: ({ owner }) => owner,
    leftover: ({ id, name, protected: isProtected }, root) => {
      const url = `${root}/v2/images/${encodeURIComponent(id)}`;
      const patch = [{ op: 'replace', path: '/protected', value: false }];
      const unprotect = send('PATCH', url, patch, 'application/openstack-images-v2.1-json-patch');
      return {
        ...{ what: 'image', name: name || id, requests: [...(isProtected ? [unprotect] : []), remove(url)] },
      };
    },
  });

/** Something that its service removes after it has answered. */
const removedLater =
  (what: 'server' | 'snapshot' | 'volume') =>
  ({ id, name }: SweptLists['servers' | 'snapshots' | 'volumes'][number], root: string): Leftover => {
    const url = `${root}/${what}s/${encodeURIComponent(id)}`;
    return { what, name: name || id, requests: [remove(url)], until: url };
  };

export const OWNED_KINDS: readonly OwnedKind[] = [
  kind({
    list: 'servers',
    service: 'nova',
    of: (project) => `/servers/detail?all_tenants=1&project_id=${project}`,
    owner: ({ tenant_id }) => tenant_id,
    leftover: removedLater('server'),
  }),
  kind({
    list: 'snapshots',
    service: 'cinder',
    of: (project) => `/snapshots/detail?all_tenants=1&project_id=${project}`,
    owner: (each) => each['os-extended-snapshot-attributes:project_id'],
    leftover: removedLater('snapshot'),
  }),
  kind({
    list: 'volumes',
    service: 'cinder',
    of: (project) => `/volumes/detail?all_tenants=1&project_id=${project}`,
    owner: (each) => each['os-vol-tenant-attr:tenant_id'],
    leftover: removedLater('volume'),
  }),
  ofNeutron('floatingips', 'floating IP address'),
  ofNeutron('ports', 'port'),
  ofNeutron('networks', 'network'),
  ofNeutron('security_groups', 'security group', 'security-groups'),
  images(''),
  images('os_hidden=true&'),
];
