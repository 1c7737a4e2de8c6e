import schema from '../../../schemas/swept-lists.schema.json' with { type: 'json' };
import { Contracts } from '../../contracts/contracts.ts';
import type { Json } from '../../model.ts';
import type { HttpRequest } from '../../openstack/http-client.ts';
import { madeAt, OWN_PREFIX } from '../own-name.ts';
import { readList } from '../resources/read-list.ts';
import type { Connection } from '../run/connection.ts';
import type { SweptLists } from './lists.ts';

/** Something that a run left behind. */
export interface LeftBehind {
  /** Such as `server`. */
  readonly what: string;
  readonly name: string;
  /** The requests that remove it, in order, without the token. */
  readonly requests: readonly HttpRequest[];
  /** It is removed when this URL answers 404; absent if it is removed at once. */
  readonly until?: string;
  /** It may disappear with something that is removed before it. */
  readonly isPart?: boolean;
}

const LISTS = new Contracts<SweptLists>(schema, 'SweptLists');
const MOST_PAGES = 1000;

/**
 * Finds what runs created before `before` and did not remove. What others created is never among it: it is in a project
 * or has a name that only a run makes. In the order in which it can be removed.
 * @param before milliseconds since 1970
 * @throws HarnessError SERVICE_FAILED, or what HttpClient throws
 */
export async function findLeftovers(connection: Connection, before: number): Promise<readonly LeftBehind[]> {
  const { deployment, keystone } = connection;
  const { glance, nova, neutron, cinder } = keystone.urls;
  const isOurs = (name: string): boolean => (madeAt(name) ?? Number.POSITIVE_INFINITY) < before;

  async function all<Kind extends keyof SweptLists>(
    kind: Kind,
    root: string | undefined,
    path: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<SweptLists[Kind][number][]> {
    const found: SweptLists[Kind][number][] = [];
    let next = root && `${root}${path}`;
    for (let page = 0; next && page < MOST_PAGES; page++) {
      const read = await readList(connection, next, kind, LISTS.validator(kind), headers);
      found.push(...((read?.items ?? []) as readonly SweptLists[Kind][number][]));
      const link = read?.body.next;
      next = root && typeof link === 'string' && read?.items.length ? `${root}${link}` : undefined;
    }
    return found;
  }
  const owned = (kind: 'projects' | 'users') =>
    all(kind, deployment.authUrl, `/${kind}?name__startswith=${OWN_PREFIX}`).then((each) =>
      each.filter(({ name }) => isOurs(name ?? '')),
    );
  const projects = await owned('projects');
  const usersById = new Map((await owned('users')).map((user) => [user.id, user]));
  // Keystone cuts long lists, so a project's users may be missing in the list of all.
  for (const { id } of projects) {
    const path = `/role_assignments?include_names=true&scope.project.id=${id}`;
    for (const { user } of await all('role_assignments', deployment.authUrl, path))
      if (user && isOurs(user.name)) usersById.set(user.id, user);
  }
  const ids = new Set(projects.map(({ id }) => id));
  const inProjects = async <Item>(list: (project: string) => Promise<readonly Item[]>): Promise<Item[]> => {
    const found: Item[] = [];
    for (const project of ids) found.push(...(await list(project)));
    return found;
  };
  const left: LeftBehind[] = [];
  const add = (
    what: string,
    root: string | undefined,
    each: readonly { id: string; name?: string | null }[],
  ) =>
    left.push(
      ...each.map(({ id, name }) => ({
        ...{ what, name: name || id, requests: [remove(`${root}/${id}`)] },
        // Nova deletes the ports of a server with it.
        isPart: what === 'port',
      })),
    );

  const servers = await inProjects((project) =>
    all('servers', nova, `/servers?all_tenants=1&project_id=${project}`),
  );
  for (const { id, name } of servers)
    left.push({
      ...{ what: 'server', name: name || id, requests: [remove(`${nova}/servers/${id}`)] },
      until: `${nova}/servers/${id}`,
    });
  const groups = await all(
    'server_groups',
    nova,
    '/os-server-groups?all_projects=true',
    microversion('2.13'),
  );
  add(
    'server group',
    nova && `${nova}/os-server-groups`,
    groups.filter(({ project_id }) => ids.has(project_id)),
  );
  for (const user of usersById.keys())
    for (const { keypair } of await all(
      'keypairs',
      nova,
      `/os-keypairs?user_id=${user}`,
      microversion('2.10'),
    ))
      left.push({
        ...{ what: 'key pair', name: keypair.name },
        requests: [
          remove(
            `${nova}/os-keypairs/${encodeURIComponent(keypair.name)}?user_id=${user}`,
            microversion('2.10'),
          ),
        ],
      });
  for (const kind of ['snapshots', 'volumes'] as const)
    add(
      kind.slice(0, -1),
      cinder && `${cinder}/${kind}`,
      await inProjects((project) => all(kind, cinder, `/${kind}?all_tenants=1&project_id=${project}`)),
    );
  for (const [kind, what, path] of [
    ['floatingips', 'floating IP address', 'floatingips'],
    ['ports', 'port', 'ports'],
    ['networks', 'network', 'networks'],
    ['security_groups', 'security group', 'security-groups'],
  ] as const) {
    const root = neutron && `${neutron}/v2.0/${path}`;
    const found = await inProjects((project) => all(kind, root, `?project_id=${project}`));
    add(
      what,
      root,
      found.map((each) =>
        'floating_ip_address' in each ? { id: each.id, name: each.floating_ip_address } : each,
      ),
    );
  }
  const images = await inProjects(async (project) => [
    ...(await all('images', glance, `/v2/images?visibility=all&owner=${project}`)),
    ...(await all('images', glance, `/v2/images?visibility=all&os_hidden=true&owner=${project}`)),
  ]);
  for (const { id, name, protected: isProtected } of images) {
    const url = `${glance}/v2/images/${id}`;
    const patch = send('PATCH', url, [{ op: 'replace', path: '/protected', value: false }], JSON_PATCH);
    left.push({
      ...{ what: 'image', name: name || id, requests: [...(isProtected ? [patch] : []), remove(url)] },
    });
  }
  for (const { namespace, owner, protected: isProtected } of await all(
    'namespaces',
    glance,
    '/v2/metadefs/namespaces?limit=1000',
  )) {
    if (!ids.has(owner) && !isOurs(namespace)) continue;
    const url = `${glance}/v2/metadefs/namespaces/${encodeURIComponent(namespace)}`;
    const unprotect = send('PUT', url, { namespace, protected: false });
    left.push({
      ...{ what: 'namespace', name: namespace, requests: [...(isProtected ? [unprotect] : []), remove(url)] },
    });
  }
  const flavors = await all('flavors', nova, '/flavors?is_public=None');
  add(
    'flavor',
    nova && `${nova}/flavors`,
    flavors.filter(({ name }) => isOurs(name ?? '')),
  );
  for (const { id, name, hosts } of await all('aggregates', nova, '/os-aggregates')) {
    if (!isOurs(name)) continue;
    const url = `${nova}/os-aggregates/${id}`;
    const without = hosts.map((host) => send('POST', `${url}/action`, { remove_host: { host } }));
    left.push({ what: 'aggregate', name, requests: [...without, remove(url)] });
  }
  if (nova)
    for (const id of ids)
      left.push({ what: 'quotas of project', name: id, requests: [remove(`${nova}/os-quota-sets/${id}`)] });
  add('user', `${deployment.authUrl}/users`, [...usersById.values()]);
  add('project', `${deployment.authUrl}/projects`, projects);
  return left;
}

const microversion = (version: string) => ({ 'OpenStack-API-Version': `compute ${version}` });
const JSON_PATCH = 'application/openstack-images-v2.1-json-patch';

const remove = (url: string, headers: Readonly<Record<string, string>> = {}): HttpRequest => ({
  ...{ method: 'DELETE', url, headers },
});
const send = (
  method: 'POST' | 'PUT' | 'PATCH',
  url: string,
  json: Json,
  type = 'application/json',
): HttpRequest => ({
  ...{ method, url, headers: { 'content-type': type }, body: JSON.stringify(json) },
});
