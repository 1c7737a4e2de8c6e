import { expect, test } from 'playwright/test';
import { madeAt, ownName } from '../../../../src/runner/own-name.ts';
import type { Connection } from '../../../../src/runner/run/connection.ts';
import { findLeftovers } from '../../../../src/runner/sweep/find-leftovers.ts';
import { side } from '../../../support/servers/side.ts';

test('the names of runs contain their time; no other name does', () => {
  for (const now of [0, 1_000, Date.now(), 2 ** 47]) {
    expect(madeAt(ownName(now))).toBe(now);
    expect(madeAt(`${ownName(now)}-member`)).toBe(now);
  }
  expect(ownName()).not.toBe(ownName());
  for (const name of [
    'run-scenarios',
    'run-scenarios-mine',
    // Of a ready-made project: its version is 4.
    'run-scenarios-019ad0f3-8a5c-4b1e-9d42-6f0c2b9e4a17',
    'my-run-scenarios-019ad0f3-8a5c-7b1e-9d42-6f0c2b9e4a17',
    'run-scenarios-019ad0f3-8a5c-7b1e-9d42-6f0c2b9e4a17f',
  ])
    expect(madeAt(name)).toBeUndefined();
});

/** A cloud whose services ignore every query, and list one project of a run and what belongs to others, too. */
test('what belongs to others is never found, even if a service ignores the query', async () => {
  const [old, young] = [ownName(1_000), ownName(9_000)];
  const owned = (id: string) => [
    { id: `${id} of ours`, name: id, tenant_id: 'ours', owner: 'ours', project_id: 'ours', protected: true },
    {
      id: `${id} of others`,
      name: id,
      tenant_id: 'others',
      owner: 'others',
      project_id: 'others',
      protected: true,
    },
    { id: `${id} of nobody`, name: id, tenant_id: '', owner: null, project_id: '', protected: false },
  ];
  const here = await side((request, reply) => {
    const [path = ''] = (request.url ?? '').split('?');
    const lists: Readonly<Record<string, object>> = {
      '/v3/projects': {
        projects: [
          { id: 'ours', name: old },
          { id: 'young', name: young },
          { id: 'others', name: 'run-scenarios-of-others' },
        ],
      },
      '/v3/users': {
        users: [
          { id: 'user', name: `${old}-member` },
          { id: 'boss', name: 'admin' },
        ],
      },
      '/v3/role_assignments': {
        role_assignments: [
          { user: { id: 'boss', name: 'admin' } },
          { user: { id: 'second', name: `${old}-admin` } },
        ],
      },
      '/servers/detail': { servers: owned('server') },
      '/os-server-groups': { server_groups: owned('group') },
      '/os-keypairs': { keypairs: [{ keypair: { name: 'a/b' } }] },
      '/v2.0/ports': { ports: owned('port') },
      '/v2/images': { images: owned('image') },
      '/v2/metadefs/namespaces': {
        namespaces: [
          { namespace: 'OS::Compute', owner: 'admin', protected: true },
          { namespace: `${old} a`, owner: 'admin', protected: false },
          { namespace: young, owner: 'admin', protected: false },
          { namespace: 'inside', owner: 'ours', protected: false },
        ],
      },
      '/flavors': {
        flavors: [
          { id: '1', name: 'm1.tiny' },
          { id: '../2', name: old },
          { id: '3', name: young },
        ],
      },
      '/os-aggregates': {
        aggregates: [
          { id: 1, name: 'racks', hosts: ['a'] },
          { id: 2, name: old, hosts: ['a', 'b'] },
        ],
      },
    };
    const body = lists[path];
    reply.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  });
  const { connection } = here.state;
  const urls = { glance: here.url, nova: here.url, neutron: here.url };
  const keystone = { urls, token: () => connection.keystone.token() };
  const found = await findLeftovers({ ...connection, keystone } as unknown as Connection, 5_000);
  await here.close();
  expect(
    found.map(({ what, requests }) => [
      what,
      ...requests.map(({ method, url }) => `${method} ${url.replace(here.url, '')}`),
    ]),
  ).toEqual([
    ['server', 'DELETE /servers/server%20of%20ours'],
    ['port', 'DELETE /v2.0/ports/port%20of%20ours'],
    ['image', 'PATCH /v2/images/image%20of%20ours', 'DELETE /v2/images/image%20of%20ours'],
    ['image', 'PATCH /v2/images/image%20of%20ours', 'DELETE /v2/images/image%20of%20ours'],
    ['namespace', `DELETE /v2/metadefs/namespaces/${old}%20a`],
    ['namespace', 'DELETE /v2/metadefs/namespaces/inside'],
    ['server group', 'DELETE /os-server-groups/group%20of%20ours'],
    ['key pair', 'DELETE /os-keypairs/a%2Fb?user_id=user'],
    ['key pair', 'DELETE /os-keypairs/a%2Fb?user_id=second'],
    ['flavor', 'DELETE /flavors/..%2F2'],
    ['aggregate', 'POST /os-aggregates/2/action', 'POST /os-aggregates/2/action', 'DELETE /os-aggregates/2'],
    ['quotas of', 'DELETE /os-quota-sets/ours'],
    ['user', 'DELETE /v3/users/user'],
    ['user', 'DELETE /v3/users/second'],
    ['project', 'DELETE /v3/projects/ours'],
  ]);
});
