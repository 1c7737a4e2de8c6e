/** The whole deployment: Nova with all that it needs. */
import { readFileSync } from 'node:fs';
import { expect } from 'playwright/test';
import { running } from '../../src/deployments/managed.ts';
import { reset } from '../../src/deployments/reset.ts';
import type { Deployment } from '../../src/model.ts';
import { session } from './deployments-client.ts';
import { recordOf, test } from './deployments-fixture.ts';

const SPEC = { name: 'cloud', backend: 'sql', services: ['glance', 'nova'] } as const;

test.describe.configure({ timeout: 180_000 });

interface Server {
  readonly id: string;
  readonly status: string;
  readonly fault?: object;
}

/** Requests to Nova, as its administrator. */
async function nova(deployment: Deployment) {
  const { request } = await session(deployment, 'compute');
  const server = async (id: string): Promise<Server | undefined> =>
    ((await request('GET', `/servers/${id}`)).json as unknown as { server?: Server }).server;
  const boot = async (): Promise<string> => {
    const { image, flavor, network } = deployment.shared ?? {};
    const made = await request('POST', '/servers', {
      server: { name: 'one', imageRef: image, flavorRef: flavor, networks: [{ uuid: network }] },
    });
    const { id } = (made.json as unknown as { server: Server }).server;
    await expect.poll(async () => (await server(id))?.status, { timeout: 60_000 }).toBe('ACTIVE');
    return id;
  };
  const servers = async (): Promise<number> =>
    ((await request('GET', '/servers')).json as unknown as { servers: readonly Server[] }).servers.length;
  return { request, server, servers, boot };
}

test('a server lives on it, a reset takes everything back, and the probe saw both databases', async ({
  booted,
}) => {
  const { deployment } = await booted(SPEC, { keep: true, probe: true });
  const { processes } = recordOf(deployment);
  expect(processes.map(({ name }) => name).sort()).toEqual([
    'Cinder',
    'Glance',
    'Keystone',
    'Neutron',
    'Nova',
    'Placement',
  ]);
  const { request, server, servers, boot } = await nova(deployment);
  const first = await boot();

  const [kept] = await running();
  const began = performance.now();
  await reset(kept as never, () => {}, new AbortController().signal);
  expect(performance.now() - began).toBeLessThan(5000);
  expect(await server(first)).toBeUndefined();
  expect(await servers()).toBe(0);
  expect(recordOf(deployment).processes).toEqual(processes);

  const second = await boot();
  expect((await request('DELETE', `/servers/${second}`)).status).toBe(204);
  await expect.poll(() => server(second), { timeout: 60_000 }).toBeUndefined();

  const probed = readFileSync(deployment.probe as string, 'utf8');
  for (const name of ['instance_create', 'build_request.BuildRequest._create_in_db']) {
    expect(probed.includes(`"db_api":"${name}"`), name).toBe(true);
  }
});

test('both sides have the same hosts and the same things to share', async ({ booted }) => {
  const sides = await Promise.all([booted(SPEC), booted({ ...SPEC, name: 'other' })]);
  const hypervisors = await Promise.all(
    sides.map(
      async ({ deployment }) => (await (await nova(deployment)).request('GET', '/os-hypervisors')).json,
    ),
  );
  expect(hypervisors[0]).toMatchObject({
    hypervisors: [{ hypervisor_hostname: 'host1' }, { hypervisor_hostname: 'host2' }],
  });
  expect(hypervisors[1]).toEqual(hypervisors[0]);
  expect(sides[0]?.deployment.shared).toEqual(sides[1]?.deployment.shared);
});
