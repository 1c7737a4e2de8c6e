import schema from '../../../schemas/swept-lists.schema.json' with { type: 'json' };
import { Contracts } from '../../contracts/contracts.ts';
import { madeAt, OWN_PREFIX } from '../own-name.ts';
import { readList } from '../resources/read-list.ts';
import type { Connection } from '../run/connection.ts';
import { type Leftover, remove, send } from './leftover.ts';
import type { SweptLists } from './lists.ts';
import { OWNED_KINDS } from './owned-kinds.ts';

const LISTS = new Contracts<SweptLists>(schema, 'SweptLists');
const MOST_PAGES = 1000;

/**
 * Finds what runs created before `before` and did not remove. What others created is never among it: it is in a project
 * or has a name that only a run makes. In the order in which it can be removed.
 * @param before milliseconds since 1970
 * @throws HarnessError SERVICE_FAILED, or what HttpClient throws
 */
export async function findLeftovers(connection: Connection, before: number): Promise<readonly Leftover[]> {
  const { deployment, keystone } = connection;
  const { glance, nova } = keystone.urls;
  const identity = deployment.authUrl;
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
      // Glance's links are paths. Another service's lists of one project have one page.
      next = root && typeof link === 'string' && link.startsWith('/') ? `${root}${link}` : undefined;
    }
    return found;
  }

  const ours = (kind: 'projects' | 'users') =>
    all(kind, identity, `/${kind}?name__startswith=${OWN_PREFIX}`).then((each) =>
      each.filter(({ name }) => isOurs(name ?? '')),
    );
  const projects = await ours('projects');
  const users = new Map((await ours('users')).map((user) => [user.id, user.name]));
  // Keystone cuts long lists, so a project's users may be missing in the list of all.
  for (const { id } of projects)
    for (const { user } of await all(
      'role_assignments',
      identity,
      `/role_assignments?include_names=true&scope.project.id=${id}`,
    ))
      if (user && isOurs(user.name)) users.set(user.id, user.name);

  const left: Leftover[] = [];
  const add = (what: string, name: string, ...requests: Leftover['requests']) =>
    left.push({ what, name, requests });
  for (const { list, service, of, owner, leftover } of OWNED_KINDS) {
    const root = keystone.urls[service];
    if (root === undefined) continue;
    for (const { id } of projects)
      left.push(
        ...(await all(list, root, of(id)))
          .filter((each) => owner(each) === id)
          .map((each) => leftover(each, root)),
      );
  }
  const isIn = new Set<string | null>(projects.map(({ id }) => id));
  for (const { namespace, owner, protected: isProtected } of await all(
    'namespaces',
    glance,
    '/v2/metadefs/namespaces?limit=1000',
  )) {
    if (!isIn.has(owner) && !isOurs(namespace)) continue;
    const url = `${glance}/v2/metadefs/namespaces/${encodeURIComponent(namespace)}`;
    const unprotect = send('PUT', url, { namespace, protected: false });
    add('namespace', namespace, ...(isProtected ? [unprotect] : []), remove(url));
  }
  for (const { id, name, project_id } of await all(
    'server_groups',
    nova,
    '/os-server-groups?all_projects=true',
    microversion('2.13'),
  ))
    if (isIn.has(project_id))
      add('server group', name || id, remove(`${nova}/os-server-groups/${encodeURIComponent(id)}`));
  for (const user of users.keys()) {
    const headers = microversion('2.10');
    for (const { keypair } of await all('keypairs', nova, `/os-keypairs?user_id=${user}`, headers))
      add(
        'key pair',
        keypair.name,
        remove(`${nova}/os-keypairs/${encodeURIComponent(keypair.name)}?user_id=${user}`, headers),
      );
  }
  for (const { id, name } of await all('flavors', nova, '/flavors?is_public=None'))
    if (isOurs(name ?? '')) add('flavor', name ?? '', remove(`${nova}/flavors/${encodeURIComponent(id)}`));
  for (const { id, name, hosts } of await all('aggregates', nova, '/os-aggregates')) {
    if (!isOurs(name)) continue;
    const url = `${nova}/os-aggregates/${id}`;
    const without = hosts.map((host) => send('POST', `${url}/action`, { remove_host: { host } }));
    add('aggregate', name, ...without, remove(url));
  }
  for (const { id, name } of projects) {
    if (nova) add('quotas of', name ?? id, remove(`${nova}/os-quota-sets/${encodeURIComponent(id)}`));
  }
  for (const [id, name] of users)
    add('user', name ?? id, remove(`${identity}/users/${encodeURIComponent(id)}`));
  for (const { id, name } of projects)
    add('project', name ?? id, remove(`${identity}/projects/${encodeURIComponent(id)}`));
  return left;
}

const microversion = (version: string) => ({ 'OpenStack-API-Version': `compute ${version}` });
