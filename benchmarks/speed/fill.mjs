/** Adds rows of a separate project to a running deployment through its APIs, for lists and lookups among more rows. */
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Servers per request. Nova's default limit is far higher, but more servers at once would only wait for each other. */
const TOGETHER = 10;
const READY_MS = 300_000;
/** The newest microversion that this release of Nova supports. */
const MICROVERSION = 'compute 2.93';

/**
 * @param openrc file to source, whose path `run-scenarios up` prints
 * @param count number of images, of metadata definition namespaces and of servers
 */
export async function fill(openrc, count) {
  const api = await signIn(openrc);
  const { registered_limits: limits } = await api.identity.get('/registered_limits');
  const most = limits.find(({ resource_name }) => resource_name === 'image_count_total');
  const letHave = (default_limit) =>
    api.identity.patch(`/registered_limits/${most.id}`, { registered_limit: { default_limit } });
  await letHave(most.default_limit + count);
  for (let number = 0; number < count; number++) {
    const name = `row-${number}`;
    const image = { name, disk_format: 'raw', container_format: 'bare', tags: ['row'], row: `${number}` };
    await api.image.post('/v2/images', image);
    await api.image.post('/v2/metadefs/namespaces', { namespace: name, visibility: 'private' });
  }
  await letHave(most.default_limit);
  const [{ id: imageRef }] = (await api.image.get('/v2/images?visibility=public&os_hidden=true&limit=1'))
    .images;
  const { flavor } = await api.compute.post('/flavors', {
    flavor: { name: `row-${Date.now()}`, ram: 1, vcpus: 1, disk: 0 },
  });
  await api.compute.put(`/os-quota-sets/${api.project}`, {
    quota_set: { instances: -1, cores: -1, ram: -1, force: true },
  });
  for (let left = count; left > 0; left -= TOGETHER) {
    const many = Math.min(left, TOGETHER);
    await api.compute.post('/servers', {
      server: {
        ...{
          name: 'row',
          imageRef,
          flavorRef: flavor.id,
          networks: 'none',
          metadata: { role: 'row' },
          tags: ['row'],
        },
        ...{ min_count: many, max_count: many },
      },
    });
    await allActive(api.compute, count - left + many);
  }
}

async function allActive(compute, count) {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const { servers } = await compute.get('/servers/detail?limit=1000');
    const lost = servers.find(({ status }) => status === 'ERROR');
    if (lost) throw new Error(`server ${lost.id} is in ERROR: ${lost.fault?.message}`);
    if (servers.filter(({ status }) => status === 'ACTIVE').length >= count) return;
    if (Date.now() > deadline) throw new Error('servers did not become active in time');
    await sleep(500);
  }
}

/** Creates a project for the rows, and returns clients of the APIs as its administrator. */
async function signIn(openrc) {
  const said = execFileSync('sh', ['-c', '. "$1" && env', 'sh', openrc], { encoding: 'utf8' });
  const env = Object.fromEntries(said.split('\n').map((line) => line.split(/=(.*)/s)));
  const user = {
    name: env.OS_USERNAME,
    password: env.OS_PASSWORD,
    domain: { name: env.OS_USER_DOMAIN_NAME },
  };
  const token = async (name) => {
    const scope = { project: { name, domain: { name: env.OS_PROJECT_DOMAIN_NAME } } };
    const auth = { identity: { methods: ['password'], password: { user } }, scope };
    const { headers, body } = await ask(`${env.OS_AUTH_URL}/auth/tokens`, 'POST', {}, { auth });
    return { id: headers.get('x-subject-token'), ...body.token };
  };
  const admin = await token(env.OS_PROJECT_NAME);
  const identity = client(env.OS_AUTH_URL, admin.id);
  const name = `rows-${Date.now()}`;
  const { project } = await identity.post('/projects', {
    project: { name, domain_id: admin.project.domain.id },
  });
  const role = admin.roles.find((each) => each.name === 'admin');
  await identity.put(`/projects/${project.id}/users/${admin.user.id}/roles/${role.id}`);
  const own = await token(name);
  const at = (type) => {
    const { endpoints } = own.catalog.find((service) => service.type === type);
    return client(endpoints.find((each) => each.interface === 'public').url.replace(/\/$/, ''), own.id);
  };
  return { identity, project: project.id, image: at('image'), compute: at('compute') };
}

function client(base, token) {
  const headers = { 'x-auth-token': token, 'openstack-api-version': MICROVERSION };
  const call = (method) => async (path, body) => (await ask(base + path, method, headers, body)).body;
  return { get: call('GET'), post: call('POST'), put: call('PUT'), patch: call('PATCH') };
}

async function ask(url, method, headers, body) {
  const response = await fetch(url, {
    ...{ method, headers: { ...headers, 'content-type': 'application/json' } },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return { headers: response.headers, body: text ? JSON.parse(text) : undefined };
}
