import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { discoveryCopy } from '../../../src/deployments/copy/copy.ts';
import { isAlive } from '../../../src/deployments/processes/identity.ts';
import { session } from './client.ts';
import { folderOf, recordOf, test } from './fixture.ts';

test('on SQLite, Glance is found through the catalog, and a stop leaves no process or folder', async ({
  booted,
  runs,
}) => {
  const managed = await booted({ name: 'baseline', backend: 'sql' }, { probe: true });
  const { deployment } = managed;
  expect(managed.reused).toBe(false);
  expect(deployment).toMatchObject({ name: 'baseline', managed: true, backend: 'sql', region: 'RegionOne' });

  const { request } = await session(deployment);
  expect(await request('GET', '/v2/images')).toMatchObject({ status: 200, json: { images: [] } });
  expect((await request('POST', '/v2/images', { name: 'one' })).status).toBe(201);
  expect((await request('GET', '/v2/images')).json.images).toHaveLength(1);
  expect((await request('GET', '/v2/metadefs/namespaces')).json.namespaces.length).toBeGreaterThan(0);
  expect(readFileSync(deployment.probe as string, 'utf8')).toContain('"db_api":"image_get_all"');

  const { processes } = recordOf(deployment);
  expect(processes.map(({ name }) => name)).toEqual(['Keystone', 'Glance']);
  await managed.stop();
  expect(processes.filter(isAlive)).toEqual([]);
  expect(readdirSync(runs)).toEqual([]);
});

test('only the owner can read the folders, files and sockets of a deployment', async ({ booted }) => {
  const { deployment } = await booted({ name: 'rome', backend: 'rome' });
  const open = readdirSync(folderOf(deployment), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => (statSync(file).mode & 0o077) !== 0);
  expect(open).toEqual([]);
});

test('on ROME, Glance runs the discovery copy, with its data in a Redis without a TCP port', async ({
  booted,
}) => {
  const { deployment } = await booted({ name: 'rome', backend: 'rome' }, { probe: true });
  const folder = folderOf(deployment);
  const { text, original } = await discoveryCopy('glance', {});
  const file = join(folder, 'discovery/glance/api.py');
  expect(deployment.copies).toEqual([{ file, original, pristine: file }]);
  expect(readFileSync(join(folder, 'discovery/glance/api.py'), 'utf8')).toBe(text);
  expect(existsSync(join(folder, 'glance/glance.sqlite'))).toBe(false);

  const { request } = await session(deployment);
  expect(await request('GET', '/v2/images')).toMatchObject({ status: 200, json: { images: [] } });
  const { json } = await request('POST', '/v2/images', { name: 'one' });
  expect((await request('GET', '/v2/images')).json.images).toMatchObject([{ id: json.id }]);
  expect((await request('GET', '/v2/metadefs/namespaces')).json.namespaces.length).toBeGreaterThan(0);

  const redis = (command: readonly string[]) =>
    execFileSync('redis-cli', ['-s', join(folder, 'redis/redis.sock'), ...command], { encoding: 'utf8' });
  expect(redis(['CONFIG', 'GET', 'port'])).toBe('port\n0\n');
  expect(Number(redis(['DBSIZE']))).toBeGreaterThan(0);
  expect(deployment.survey?.constructs['Query.one']).toEqual({ verdict: 'met' });
});

test('a profile removes a construct from ROME, and the survey reports it', async ({ booted }) => {
  const spec = { name: 'short', backend: 'rome', profile: { limit: 'ignore' } } as const;
  const { deployment } = await booted(spec, { probe: true });
  expect(deployment.survey?.constructs.limit?.verdict).toBe('wrong');
  const { request } = await session(deployment);
  for (const name of ['one', 'two']) await request('POST', '/v2/images', { name });
  expect((await request('GET', '/v2/images?limit=1')).json.images).toHaveLength(2);
});

test('both sides start from the same rows', async ({ booted }) => {
  const sides = await Promise.all([
    booted({ name: 'baseline', backend: 'sql' }),
    booted({ name: 'rome', backend: 'rome' }),
  ]);
  const [sql, rome] = await Promise.all(
    sides.map(async ({ deployment }) => {
      const { request } = await session(deployment);
      return (await request('GET', '/v2/metadefs/namespaces?sort_key=namespace')).json.namespaces;
    }),
  );
  expect(rome).toEqual(sql);
});

test('stores, imports, locations and the cache work', async ({ booted }) => {
  const { deployment } = await booted({ name: 'baseline', backend: 'sql' });
  const { request, url: glance } = await session(deployment);
  const image = async () =>
    (await request('POST', '/v2/images', { name: 'i', disk_format: 'raw', container_format: 'bare' })).json
      .id;
  const status = async (id: string) => (await request('GET', `/v2/images/${id}`)).json;

  const downloaded = await image();
  const method = { name: 'web-download', uri: `${glance}/healthcheck` };
  const imported = await request('POST', `/v2/images/${downloaded}/import`, {
    method,
    stores: ['fast', 'slow'],
  });
  expect(imported.status).toBe(202);
  await expect.poll(async () => (await status(downloaded)).stores).toBe('fast,slow');

  expect((await request('PUT', `/v2/cache/${downloaded}`)).status).toBe(202);
  const { stores } = (await request('GET', '/v2/info/stores')).json;
  expect(stores).toMatchObject([{ id: 'fast' }, { id: 'slow' }, { id: 'web' }]);

  const elsewhere = await image();
  const location = { url: deployment.authUrl, metadata: {} };
  const patched = await request(
    'PATCH',
    `/v2/images/${elsewhere}`,
    [{ op: 'add', path: '/locations/-', value: location }],
    'application/openstack-images-v2.1-json-patch',
  );
  expect(patched.status).toBe(200);
  expect((await status(elsewhere)).status).toBe('active');
});
